/** Purchases of a customer with their lines, and the way to a refund. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Customer } from '../../../api/customers/profiles.ts';
import type { Purchase, PurchaseQuery } from '../../../api/sales/purchases.ts';
import { formatMonth, nextMonth } from '../../../models/format.ts';
import { quantityText, thousandths } from '../../../models/quantity.ts';
import { withQuery } from '../../../models/url-state.ts';
import { actionButton, day, emptyState, money, stateBadge } from '../../../ui/components.ts';
import type { Directory } from '../../../ui/directory.ts';
import { icon } from '../../../ui/icons.ts';
import { pagedRows } from '../../../ui/paged-list.ts';
import { language, t, word } from '../../../ui/text.ts';
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

/** What is left of it; of one that was wholly given back what it was, struck out. */
function sum(purchase: Purchase): TemplateResult {
  if (purchase.state !== 'refunded') return html`<strong class="nowrap">${money(purchase.net)}</strong>`;
  const paid = { ...purchase.refunded, amount: purchase.net.amount + purchase.refunded.amount };
  return html`<s class="nowrap">${money(paid)}</s>`;
}

function purchaseView(
  { directory }: CustomerState,
  actions: CustomerActions,
  purchase: Purchase,
): TemplateResult {
  const place = [directory.unitName(purchase.unit_id), word('channel', purchase.channel)]
    .filter(Boolean)
    .join(' · ');
  const source = [purchase.partner, purchase.external_id].filter(Boolean).join(' ');
  return html`<li>
    <details class="purchase">
      <summary>
        <span class="nowrap">${day(purchase.occurred_on)}</span> ${sum(purchase)}
        ${purchase.state === 'paid' ? nothing : stateBadge('purchase_state', purchase.state)}
        <small class="quiet">${place}</small>
      </summary>
      ${lines(purchase, directory)}
      <p class="quiet">
        ${purchase.discount.amount === 0 ? nothing : html`${t('purchase.discount', { amount: money(purchase.discount) })} · `}
        ${purchase.refunded.amount === 0 ? nothing : html`${t('purchase.refunded', { amount: money(purchase.refunded) })} · `}
        ${source}
      </p>
      ${
        purchase.state === 'refunded' || purchase.state === 'reversed'
          ? nothing
          : actionButton({
              action: 'refunds:write',
              label: t('refund.title'),
              small: true,
              run: () => actions.refund(purchase),
            })
      }
    </details>
  </li>`;
}

/** What a line is of: in words of the receipt, else by the product's name. */
export function lineName(line: Purchase['lines'][number], directory: Directory): string {
  const name = line.description || directory.productName(line.product_id);
  return name || t('purchase.line', { count: line.number });
}

function lines(purchase: Purchase, directory: Directory): TemplateResult {
  return html`<table aria-label=${t('purchase.lines')}>
    <thead>
      <tr>
        <th scope="col">${t('purchase.item')}</th>
        <th scope="col" class="number">${t('purchase.quantity')}</th>
        <th scope="col" class="number">${t('purchase.amount')}</th>
      </tr>
    </thead>
    <tbody>
      ${purchase.lines.map(
        (line) => html`<tr>
          <td>${lineName(line, directory)}</td>
          <td class="number">${quantityText(thousandths(line.quantity) ?? 0)}</td>
          <td class="number">
            ${money(line.amount)}
            ${line.refunded_amount.amount === 0 ? nothing : html`<br /><small class="quiet">${t('purchase.refunded', { amount: money(line.refunded_amount) })}</small>`}
          </td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
