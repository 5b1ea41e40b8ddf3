/** What was sold on one receipt, with its lines: of a customer or of nobody. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Purchase } from '../api/sales/purchases.ts';
import { quantityText, thousandths } from '../models/quantity.ts';
import { day, money, stateBadge } from './components.ts';
import type { Directory } from './directory.ts';
import type { OptionalView } from './page.ts';
import { t, word } from './text.ts';

/** What a purchase and an anonymous sale have in common. */
export type Sale = Pick<
  Purchase,
  | 'channel'
  | 'discount'
  | 'external_id'
  | 'lines'
  | 'net'
  | 'occurred_on'
  | 'partner'
  | 'refunded'
  | 'state'
  | 'unit_id'
>;

/** A row that unfolds to its lines; `more` stands behind them. */
export function saleView(sale: Sale, directory: Directory, more: OptionalView = nothing): TemplateResult {
  const place = [directory.unitName(sale.unit_id), word('channel', sale.channel)].filter(Boolean).join(' · ');
  const source = [sale.partner, sale.external_id].filter(Boolean).join(' ');
  return html`<details class="purchase">
    <summary>
      <span class="nowrap">${day(sale.occurred_on)}</span> ${sum(sale)}
      ${sale.state === 'paid' ? nothing : stateBadge('purchase_state', sale.state)}
      <small class="quiet">${place}</small>
    </summary>
    ${lines(sale, directory)}
    <p class="quiet">
      ${sale.discount.amount === 0 ? nothing : html`${t('purchase.discount', { amount: money(sale.discount) })} · `}
      ${sale.refunded.amount === 0 ? nothing : html`${t('purchase.refunded', { amount: money(sale.refunded) })} · `}
      ${source}
    </p>
    ${more}
  </details>`;
}

/** What is left of it; of one that was wholly given back what it was, struck out. */
function sum(sale: Sale): TemplateResult {
  if (sale.state !== 'refunded') return html`<strong class="nowrap">${money(sale.net)}</strong>`;
  const paid = { ...sale.refunded, amount: sale.net.amount + sale.refunded.amount };
  return html`<s class="nowrap">${money(paid)}</s>`;
}

/** What a line is of: in words of the receipt, else by the product's name. */
export function lineName(line: Sale['lines'][number], directory: Directory): string {
  const name = line.description || directory.productName(line.product_id);
  return name || t('purchase.line', { count: line.number });
}

function lines(sale: Sale, directory: Directory): TemplateResult {
  return html`<table aria-label=${t('purchase.lines')}>
    <thead>
      <tr>
        <th scope="col">${t('purchase.item')}</th>
        <th scope="col" class="number">${t('purchase.quantity')}</th>
        <th scope="col" class="number">${t('purchase.amount')}</th>
      </tr>
    </thead>
    <tbody>
      ${sale.lines.map(
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
