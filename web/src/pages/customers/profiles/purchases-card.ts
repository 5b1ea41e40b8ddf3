/** Purchases of a customer with their lines, and the way to a refund. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Customer } from '../../../api/customers/profiles.ts';
import type { Purchase } from '../../../api/sales/purchases.ts';
import { quantityText, thousandths } from '../../../models/quantity.ts';
import { actionButton, day, emptyState, money, stateBadge } from '../../../ui/components.ts';
import { pagedRows } from '../../../ui/paged-list.ts';
import { t, word } from '../../../ui/text.ts';
import type { CustomerActions, CustomerState } from './detail-state.ts';

export function purchasesCard(
  state: CustomerState,
  actions: CustomerActions,
  customer: Customer,
): TemplateResult {
  const { purchases } = state;
  const record = actionButton({
    action: 'purchases:write',
    label: t('purchase.record'),
    small: true,
    run: () => actions.recordPurchase(customer),
  });
  return html`<section class="card" aria-labelledby="purchases-title">
    <div class="card-head"><h2 id="purchases-title">${t('customer.purchases')}</h2>${record}</div>
    ${pagedRows(purchases, { rows: (rows) => html`<ul class="list">${rows.map((row) => purchaseView(state, actions, row))}</ul>`, empty: () => emptyState(t('customer.purchases.empty'), t('customer.purchases.empty.detail')) })}
  </section>`;
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
        <span class="nowrap">${day(purchase.occurred_on)}</span> <strong class="nowrap">${money(purchase.net)}</strong>
        ${purchase.state === 'paid' ? nothing : stateBadge('purchase_state', purchase.state)}
        <small class="quiet">${place}</small>
      </summary>
      ${lines(purchase)}
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

function lines(purchase: Purchase): TemplateResult {
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
          <td>${line.description ?? line.product_id ?? t('purchase.line', { count: line.number })}</td>
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
