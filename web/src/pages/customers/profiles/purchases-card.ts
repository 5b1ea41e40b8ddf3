/** Purchases of a customer with their lines, and the way to a refund. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Customer } from '../../../api/customers/profiles.ts';
import type { Purchase, PurchaseQuery } from '../../../api/sales/purchases.ts';
import { formatMonth, nextMonth } from '../../../models/format.ts';
import { withQuery } from '../../../models/url-state.ts';
import { actionButton, emptyState } from '../../../ui/components.ts';
import { icon } from '../../../ui/icons.ts';
import { pagedRows } from '../../../ui/paged-list.ts';
import { saleView } from '../../../ui/sale-view.ts';
import { language, t } from '../../../ui/text.ts';
import type { CustomerActions, CustomerState } from './detail-state.ts';

/** The month of the URL, as its first day. */
const monthOf = (url: URL): string | undefined => {
  const month = url.searchParams.get('month') ?? '';
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? `${month}-01` : undefined;
};

/** What of the purchases the URL asks for. */
export function monthQuery(url: URL): PurchaseQuery {
  const from = monthOf(url);
  return from ? { 'occurred_on[gte]': from, 'occurred_on[lt]': nextMonth(from) } : {};
}

export function purchasesCard(
  state: CustomerState,
  actions: CustomerActions,
  customer: Customer,
): TemplateResult {
  const { purchases } = state;
  const month = monthOf(state.url);
  const record = actionButton({
    action: 'purchases:write',
    label: t('purchase.record'),
    small: true,
    run: () => actions.recordPurchase(customer),
  });
  return html`<section class="card" aria-labelledby="purchases-title">
    <div class="card-head"><h2 id="purchases-title">${t('customer.purchases')}</h2>${record}</div>
    ${month ? html`<p class="chips" role="status"><a class="chip chosen" href=${withQuery(state.url, { month: '' })}>${formatMonth(month, language())} ${icon('close')}<span class="visually-hidden"> ${t('common.filters.clear')}</span></a></p>` : nothing}
    ${pagedRows(purchases, { rows: (rows) => html`<ul class="list">${rows.map((row) => purchaseView(state, actions, row))}</ul>`, empty: () => (month ? html`<p class="quiet">${t('customer.purchases.month.empty')}</p>` : emptyState(t('customer.purchases.empty'), t('customer.purchases.empty.detail'))) })}
  </section>`;
}

function purchaseView(
  { directory }: CustomerState,
  actions: CustomerActions,
  purchase: Purchase,
): TemplateResult {
  const refund =
    purchase.state === 'refunded' || purchase.state === 'reversed'
      ? nothing
      : actionButton({
          action: 'refunds:write',
          label: t('refund.title'),
          small: true,
          run: () => actions.refund(purchase),
        });
  return html`<li>${saleView(purchase, directory, refund)}</li>`;
}
