/** The dialog that takes a complaint in: the customer is found by phone, or becomes a new prospect. */

import { html } from 'lit';
import { lookUpCustomer } from '../../../api/customers/profiles.ts';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import type { Unit } from '../../../api/organisation/units.ts';
import {
  type Case,
  type ComplaintCategory,
  type NewComplaint,
  openComplaint,
} from '../../../api/service/complaints.ts';
import { counterKey } from '../../../models/loyalty/counter-key.ts';
import { parseAmount } from '../../../models/money.ts';
import { inputField, selectField, textField } from '../../../ui/fields.ts';
import { FieldErrors, type FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { unitOptions, wordOptions } from '../../../ui/options.ts';
import { pickField } from '../../../ui/picker.ts';
import { t } from '../../../ui/text.ts';

export function intakeDialog(
  refresh: () => void,
  units: () => readonly Unit[],
  categories: () => readonly ComplaintCategory[],
  done: (made: Case) => void,
): FormDialog<undefined, Case> {
  let found = '';
  const find = async (typed: string) => {
    const key = counterKey(typed);
    found = '';
    if (key && 'phone' in key) {
      const customer = await lookUpCustomer(key).catch(() => undefined);
      found = customer
        ? t('complaints.customer.found', { name: customer.name })
        : t('complaints.customer.unknown');
    }
    refresh();
  };
  return new FormDialog<undefined, Case>(refresh, {
    name: 'complaint',
    wide: true,
    title: () => t('complaints.new'),
    label: () => t('complaints.new.save'),
    fields: (form) => html`${inputField(form, 'phone', t('complaints.customer.phone'), {
      type: 'tel',
      hint: found || t('complaints.customer.hint'),
      onChange: (value) => void find(value),
    })}
      ${inputField(form, 'name', t('complaints.customer.name'))}
      ${pickField(form, 'unit_id', t('complaints.unit'), unitOptions(units()), { required: true, empty: '' })}
      ${selectField(
        form,
        'category_id',
        t('complaints.category'),
        categories().map((one) => ({ value: one.id, label: one.name })),
        { required: true, empty: '' },
      )}
      ${selectField(form, 'channel', t('complaints.channel'), wordOptions('intake_channel'), { value: 'counter' })}
      ${inputField(form, 'value', t('complaints.value'), { inputmode: 'decimal' })}
      ${textField(form, 'text', t('complaints.text'), { required: true, wide: true, rows: 4 })}
      ${textField(form, 'wish', t('complaints.wish'), { wide: true, rows: 2 })}`,
    send: async (values, key) => openComplaint(await read(values), key),
    done: (made) => {
      found = '';
      done(made);
    },
  });
}

async function read(values: FormValues): Promise<NewComplaint> {
  const typed = values.text('value');
  const currency = typed ? await organisationCurrency() : '';
  const amount = typed ? parseAmount(typed, currency) : undefined;
  if (typed && amount === undefined) throw new FieldErrors({ value: t('form.amount') });
  return {
    complainant: { phone: values.text('phone') ?? null, name: values.text('name') ?? null },
    unit_id: values.text('unit_id') ?? null,
    category_id: values.text('category_id') ?? '',
    channel: values.text('channel') as NewComplaint['channel'],
    text: values.text('text') ?? '',
    wish: values.text('wish') ?? null,
    value: amount === undefined ? null : { amount, currency },
  };
}
