/** Spending points: on a card's own page, and at the counter with what the customer says. */
import { html } from 'lit';
import { type Redemption, redeemPoints } from '../../api/loyalty/memberships.ts';
import { parsePoints } from '../../models/loyalty/points.ts';
import { inputField } from '../fields.ts';
import { FieldErrors, type FormValues } from '../form.ts';
import { FormDialog } from '../form-dialog.ts';
import { t } from '../text.ts';

/** A card, and what was said at the counter when its customer is at home elsewhere. */
export interface RedeemSubject {
  readonly id: string;
  readonly balance: number;
  readonly said?: { phone: string } | { card: string };
}

export function redeemDialog(
  refresh: () => void,
  done: (spent: Redemption) => void,
): FormDialog<RedeemSubject, Redemption> {
  return new FormDialog<RedeemSubject, Redemption>(refresh, {
    name: 'redeem',
    title: () => t('memberships.redeem'),
    label: () => t('memberships.redeem'),
    fields: (form, membership) => html`${inputField(form, 'points', t('memberships.points'), {
      required: true,
      autofocus: true,
      inputmode: 'numeric',
      hint: t('memberships.redeem.hint', { count: Math.max(membership.balance, 0) }),
    })}
    ${inputField(form, 'note', t('memberships.note'), { maxlength: 200 })}`,
    send: (values, key, { id, said }) =>
      redeemPoints(id, { points: typedPoints(values), note: values.text('note'), ...said }, key),
    done,
  });
}

export function typedPoints(values: FormValues): number {
  const found = parsePoints(values.text('points') ?? '');
  if (found === undefined) throw new FieldErrors({ points: t('memberships.number') });
  return found;
}
