/** The dialogs of wishes: note one, decide on all of the same. */
import { html } from 'lit';
import {
  decideWishes,
  type NewWish,
  type NewWishDecision,
  recordWish,
  type Wish,
  type WishCount,
  type WishDecision,
} from '../../../api/service/wishes.ts';
import { me } from '../../../api/session.ts';
import type { Directory } from '../../../ui/directory.ts';
import { inputField, selectField } from '../../../ui/fields.ts';
import { FieldErrors } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { nameOptions, unitOptions, wordOptions } from '../../../ui/options.ts';
import { pickField } from '../../../ui/picker.ts';
import { t } from '../../../ui/text.ts';

export function wishDialog(
  refresh: () => void,
  directory: () => Directory,
  done: () => void,
): FormDialog<undefined, Wish> {
  return new FormDialog<undefined, Wish>(refresh, {
    name: 'wish',
    title: () => t('wishes.new'),
    label: () => t('common.create'),
    fields: (
      form,
    ) => html`${pickField(form, 'product_id', t('wishes.product'), nameOptions(directory().products), { empty: t('wishes.product.none') })}
      ${inputField(form, 'wanted', t('wishes.words'), { maxlength: 100, hint: t('wishes.words.hint') })}
      ${pickField(form, 'unit_id', t('wishes.unit'), unitOptions(directory().units), { required: true, value: me()?.assignments[0]?.unit_id })}
      ${selectField(form, 'reason', t('wishes.reason'), wordOptions('wish_reason'), { value: 'not_made' })}`,
    send: (values, key) => {
      const [product, wanted] = [values.text('product_id'), values.text('wanted')];
      if ((product === undefined) === (wanted === undefined))
        throw new FieldErrors({ wanted: t('wishes.one_of_two') });
      return recordWish(
        {
          unit_id: values.text('unit_id') ?? '',
          reason: values.text('reason') as NewWish['reason'],
          ...(product ? { product_id: product } : { wanted: wanted ?? '' }),
        },
        key,
      );
    },
    done,
  });
}

export interface Subject {
  readonly row: WishCount;
  readonly name: string;
}

export function decisionDialog(
  refresh: () => void,
  done: (found: WishDecision) => void,
): FormDialog<Subject, WishDecision> {
  const states = () => wordOptions('wish_state').filter(({ value }) => value !== 'open');
  return new FormDialog<Subject, WishDecision>(refresh, {
    name: 'wish-decision',
    title: ({ name }) => t('wishes.decide.of', { name }),
    label: () => t('wishes.decide'),
    fields: (form) => html`<p class="wide">${t('wishes.decide.detail')}</p>
      ${selectField(form, 'state', t('common.state'), states(), { value: 'planned' })}
      ${inputField(form, 'note', t('wishes.note'), { required: true, maxlength: 300, wide: true })}`,
    send: (values, key, { row }) =>
      decideWishes(
        {
          state: values.text('state') as NewWishDecision['state'],
          note: values.text('note') ?? '',
          ...(row.product_id ? { product_id: row.product_id } : { wanted: row.wanted ?? '' }),
        },
        key,
      ),
    done,
  });
}
