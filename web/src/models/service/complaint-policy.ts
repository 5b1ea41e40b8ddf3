/** The complaint policy as a form sees it: numbers and amounts typed by a person, and back. What makes sense is the API's to say. */
import { parseAmount, toDecimal } from '../money.ts';

/** Whole numbers: days, and how many complaints make a cluster. */
export const numberFields = [
  'first_response_days',
  'verification_days',
  'resolution_general_days',
  'resolution_major_days',
  'acting_days',
  'repeat_days',
  'cluster_days',
  'cluster_size',
] as const;

/** Amounts in the base currency. */
export const amountFields = [
  'value_bound',
  'store_limit',
  'region_limit',
  'operations_limit',
  'store_month_limit',
  'region_month_limit',
  'operations_month_limit',
  'point_value',
] as const;

type NumberField = (typeof numberFields)[number];
type AmountField = (typeof amountFields)[number];
export type PolicyField = NumberField | AmountField;
export type PolicyText = Record<PolicyField, string>;
type PolicyNumbers = Record<PolicyField, number>;

/** What stands in the fields; a policy that was set before there were points has no value of one. */
export function policyText(policy: Partial<PolicyNumbers>, currency: string): PolicyText {
  const text = (field: PolicyField) => {
    const value = policy[field];
    if (value === undefined) return '';
    return isAmount(field) ? toDecimal(value, currency) : String(value);
  };
  return Object.fromEntries(
    [...numberFields, ...amountFields].map((field) => [field, text(field)]),
  ) as PolicyText;
}

/** The policy that was typed, and the fields where no number or amount stands. */
export function typedPolicy(
  typed: (field: PolicyField) => string,
  currency: string,
): { policy: PolicyNumbers; wrong: PolicyField[] } {
  const wrong: PolicyField[] = [];
  const read = (field: PolicyField): number => {
    const text = typed(field);
    const value = isAmount(field) ? parseAmount(text, currency) : wholeNumber(text);
    if (value === undefined) wrong.push(field);
    return value ?? 0;
  };
  const fields = [...numberFields, ...amountFields].map((field) => [field, read(field)]);
  return { policy: Object.fromEntries(fields) as PolicyNumbers, wrong };
}

export const isAmount = (field: PolicyField): field is AmountField =>
  (amountFields as readonly string[]).includes(field);

function wholeNumber(typed: string): number | undefined {
  const text = typed.normalize('NFKC').trim();
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
