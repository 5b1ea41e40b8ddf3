/** The customer that a form names by what was typed: a phone, a card or a name that fits one only. */
import { searchCustomers } from '../api/customers/profiles.ts';
import { FieldErrors, type FormValues } from './form.ts';
import { t } from './text.ts';

export async function findCustomer(values: FormValues, field = 'customer_id'): Promise<string> {
  const found = await searchCustomers(values.text(field) ?? '', 2);
  const [first] = found;
  if (!first) throw new FieldErrors({ [field]: t('memberships.enrol.nobody') });
  if (found.length > 1) throw new FieldErrors({ [field]: t('memberships.enrol.several') });
  return first.id;
}
