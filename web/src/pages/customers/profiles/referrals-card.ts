/** Whom a customer brought and what they came to, and the fields that say who referred a customer. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Customer } from '../../../api/customers/profiles.ts';
import type { Referral, Referrals } from '../../../api/customers/referrals.ts';
import { day, figure, money, number, stateBadge } from '../../../ui/components.ts';
import { checkField, inputField } from '../../../ui/fields.ts';
import { findCustomer } from '../../../ui/find-customer.ts';
import type { Form, FormValues } from '../../../ui/form.ts';
import { loaded } from '../../../ui/loading.ts';
import { t } from '../../../ui/text.ts';
import type { CustomerState } from './detail-state.ts';

/** Of those who brought somebody. */
export function referralsCard({ referrals }: CustomerState, id: string): TemplateResult | typeof nothing {
  if (!referrals.failure && !referrals.value?.figures.brought) return nothing;
  return html`<section class="card" aria-labelledby="referrals-title">
    <h2 id="referrals-title">${t('customer.referrals')}</h2>
    ${loaded(referrals, (found) => content(found, id), 2)}
  </section>`;
}

function content({ figures, first }: Referrals, id: string): TemplateResult {
  const { brought, converted, net_spend: spend } = figures;
  return html`<div class="figures">
      ${figure(t('customer.referrals.brought'), number(brought))}
      ${figure(t('customer.referrals.converted'), number(converted))}
      ${figure(t('customer.referrals.spend'), money(spend))}
    </div>
    <ul class="list">${first.map(row)}</ul>
    ${brought > first.length ? html`<p><a href="/customers?referrer_id=${id}">${t('customer.referrals.all')}</a></p>` : nothing}`;
}

function row(referral: Referral): TemplateResult {
  const bought = referral.first_purchase_on;
  const name = referral.status === 'erased' ? t('customer.erased') : referral.name;
  return html`<li>
    <span>
      <a href="/customers/${referral.customer_id}">${name}</a> ${stateBadge('customer_status', referral.status)}<br />
      <small class="quiet">${bought ? t('customer.referrals.first', { day: day(bought) }) : t('customer.referrals.not_yet')}</small>
    </span>
    <span class="nowrap">${money(referral.net_spend)}</span>
  </li>`;
}

/** Who referred a customer is named by what fits one only; what is known stays when nothing is typed. */
export function referrerFields(form: Form, customer?: Customer): TemplateResult {
  const known = customer?.referrer_id;
  return html`${inputField(form, 'referrer_id', t('customer.field.referrer'), {
    hint: t(known ? 'customer.field.referrer.other' : 'held.customer.hint'),
  })}
  ${known ? html`<div class="field">${checkField('no_referrer', t('customer.field.referrer.none'))}</div>` : nothing}`;
}

/** Nothing when it is to stay as it is. */
export async function readReferrer(values: FormValues): Promise<{ referrer_id?: string | null }> {
  if (values.text('referrer_id')) return { referrer_id: await findCustomer(values, 'referrer_id') };
  return values.checked('no_referrer') ? { referrer_id: null } : {};
}
