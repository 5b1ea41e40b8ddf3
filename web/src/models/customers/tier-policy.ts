/** The tier policy as a form sees it: amounts and percentages typed by a person, and back. */
import { parseAmount, toDecimal } from '../money.ts';
import { percentOf, shareOf } from '../share.ts';

export interface PolicyForm {
  method: string;
  window: string;
  months: string;
  from: string;
  to: string;
  boundA: string;
  boundB: string;
  shareA: string;
  shareB: string;
}

interface Policy {
  method: string;
  window: { kind: string; months?: number; from?: string; to?: string };
  bounds?: { a: number; b: number } | null;
  shares?: { a: string; b: string } | null;
}

export function policyForm(policy: Policy, currency: string): PolicyForm {
  const { window } = policy;
  return {
    method: policy.method,
    window: window.kind,
    months: String(window.months ?? 12),
    from: window.from ?? '',
    to: window.to ?? '',
    boundA: policy.bounds ? toDecimal(policy.bounds.a, currency) : '',
    boundB: policy.bounds ? toDecimal(policy.bounds.b, currency) : '',
    shareA: policy.shares ? percentOf(policy.shares.a) : '',
    shareB: policy.shares ? percentOf(policy.shares.b) : '',
  };
}

/** What is wrong by field (`bounds/a`), as the kind of text to show. */
export type PolicyErrors = Record<string, 'amount' | 'order' | 'percent' | 'dates' | 'months'>;

export function checkPolicy(form: PolicyForm, currency: string): PolicyErrors {
  const errors: PolicyErrors = {};
  if (form.method === 'fixed_bounds') {
    const a = parseAmount(form.boundA, currency);
    const b = parseAmount(form.boundB, currency);
    if (a === undefined || a <= 0) errors['bounds/a'] = 'amount';
    if (b === undefined || b <= 0) errors['bounds/b'] = 'amount';
    else if (a !== undefined && b >= a) errors['bounds/b'] = 'order';
  } else {
    const a = shareOf(form.shareA);
    const b = shareOf(form.shareB);
    if (!inside(a)) errors['shares/a'] = 'percent';
    if (!inside(b)) errors['shares/b'] = 'percent';
    else if (inside(a) && Number(b) <= Number(a)) errors['shares/b'] = 'order';
  }
  if (form.window === 'trailing_months' && !/^[1-9]\d{0,2}$/.test(form.months))
    errors['window/months'] = 'months';
  if (form.window === 'from_to' && !(form.from && form.to && form.from <= form.to))
    errors['window/to'] = 'dates';
  return errors;
}

/** A share strictly between nothing and all. */
function inside(share: string | undefined): boolean {
  return share !== undefined && Number(share) > 0 && Number(share) < 1;
}

/** The policy a checked form stands for. The part of the other method stays along while it makes sense. */
export function policyOf(form: PolicyForm, currency: string): Record<string, unknown> {
  const policy: Record<string, unknown> = { method: form.method, window: windowOf(form) };
  if (isSound({ ...form, method: 'fixed_bounds' }, currency)) {
    policy.bounds = { a: parseAmount(form.boundA, currency), b: parseAmount(form.boundB, currency) };
  }
  if (isSound({ ...form, method: 'cumulative_share' }, currency)) {
    policy.shares = { a: shareOf(form.shareA), b: shareOf(form.shareB) };
  }
  return policy;
}

function isSound(form: PolicyForm, currency: string): boolean {
  return Object.keys(checkPolicy({ ...form, window: 'all' }, currency)).length === 0;
}

function windowOf(form: PolicyForm): Record<string, unknown> {
  if (form.window === 'trailing_months') return { kind: 'trailing_months', months: Number(form.months) };
  if (form.window === 'from_to') return { kind: 'from_to', from: form.from, to: form.to };
  return { kind: form.window };
}
