/** Metrics of a customer, and net spend by year as bars with the table that says the same. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Customer, Metrics } from '../../../api/customers/profiles.ts';
import { barHeights } from '../../../models/bars.ts';
import { day, fact, figure, money, number } from '../../../ui/components.ts';
import { t } from '../../../ui/text.ts';

type Figures = Customer['metrics'];

/** `byYear` comes a little later than the figures themselves. */
export function figuresCard(
  metrics: Figures,
  byYear: Metrics | undefined,
  favouriteUnit: string,
): TemplateResult {
  return html`<section class="card" aria-labelledby="figures-title">
    <h2 id="figures-title">${t('customer.figures')}</h2>
    <div class="figures">
      ${figure(t('customers.column.spend'), money(metrics.net_spend))}
      ${figure(t('customers.column.purchases'), number(metrics.purchases))}
      ${figure(t('customer.figures.basket'), money(metrics.average_basket))}
      ${figure(t('customer.figures.interval'), metrics.mean_days_between ? t('customer.figures.days', { days: number(metrics.mean_days_between) }) : '')}
    </div>
    <dl class="facts beside">
      ${fact(t('customer.figures.first'), day(metrics.first_purchase_on))}
      ${fact(t('customers.column.last'), day(metrics.last_purchase_on))}
      ${fact(t('customer.figures.unit'), favouriteUnit)}
    </dl>
    ${byYear && byYear.years.length > 0 ? years(byYear) : nothing}
  </section>`;
}

const width = 420;
const top = 90;

function years(metrics: Metrics): TemplateResult {
  const rows = [...metrics.years].sort((a, b) => a.year - b.year);
  const heights = barHeights(
    rows.map((row) => row.net_spend.amount),
    top,
  );
  const step = width / Math.max(rows.length, 5);
  return html`<div class="years">
    <svg class="bars" viewBox="0 0 ${width} 116" role="img" aria-label=${t('customer.figures.chart')}>
      <line x1="0" x2=${width} y1="96" y2="96"></line>
      ${rows.map(
        (
          row,
          index,
        ) => svg`<rect x=${index * step + step * 0.2} y=${96 - (heights[index] ?? 0)} width=${step * 0.6} height=${heights[index] ?? 0} rx="3"></rect>
          <text x=${index * step + step / 2} y="112">${row.year}</text>`,
      )}
    </svg>
    <table aria-label=${t('customer.figures.chart')}>
      <thead>
        <tr>
          <th scope="col">${t('customer.figures.year')}</th>
          <th scope="col" class="number">${t('customers.column.spend')}</th>
          <th scope="col" class="number">${t('customers.column.purchases')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.toReversed().map(
          (row) => html`<tr>
            <td class="nowrap">${row.year}</td>
            <td class="number">${money(row.net_spend)}</td>
            <td class="number">${number(row.purchases)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
