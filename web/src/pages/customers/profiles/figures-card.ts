/** Metrics of a customer, net spend month by month as bars, and by year as a table. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Customer, Metrics, MonthFigures } from '../../../api/customers/profiles.ts';
import { can } from '../../../api/session.ts';
import { formatMonth, formatMonthTick } from '../../../models/format.ts';
import { formatMoneyShort } from '../../../models/money.ts';
import { withQuery } from '../../../models/url-state.ts';
import { barChart } from '../../../ui/charts/bars.ts';
import { day, fact, figure, money, number } from '../../../ui/components.ts';
import { language, t } from '../../../ui/text.ts';
import type { CustomerState } from './detail-state.ts';

/** What was bought by year and month comes a little later than the figures themselves. */
export function figuresCard(state: CustomerState, { metrics }: Customer): TemplateResult {
  const [byYear, months] = [state.metrics.value, state.months.value];
  return html`<section class="card" aria-labelledby="figures-title">
    <h2 id="figures-title">${t('customer.figures')}</h2>
    <div class="figures">
      ${figure(t('customers.column.spend'), money(metrics.net_spend))}
      ${figure(t('customers.column.purchases'), number(metrics.purchases))}
      ${figure(t('customer.figures.basket'), money(metrics.average_basket))}
      ${figure(t('customer.figures.interval'), metrics.mean_days_between ? t('customer.figures.days', { days: number(metrics.mean_days_between) }) : '')}
    </div>
    <dl class="facts beside">
      <div>${fact(t('customer.figures.first'), day(metrics.first_purchase_on))}</div>
      <div>${fact(t('customers.column.last'), day(metrics.last_purchase_on))}</div>
      <div>${fact(t('customer.figures.unit'), state.directory.unitName(metrics.favourite_unit_id))}</div>
    </dl>
    ${months?.some((month) => month.net_spend.amount !== 0) ? monthBars(months, state.url) : nothing}
    ${byYear && byYear.years.length > 0 ? years(byYear) : nothing}
  </section>`;
}

function monthBars(months: readonly MonthFigures[], url: URL): TemplateResult {
  const chosen = url.searchParams.get('month');
  const currency = months[0]?.net_spend.currency ?? '';
  const best = months.reduce((most, month) =>
    month.net_spend.amount > most.net_spend.amount ? month : most,
  );
  const sum = months.reduce((total, month) => total + month.net_spend.amount, 0);
  const bars = months.map(({ month, net_spend, purchases }, index) => {
    const name = month.slice(0, 7);
    const isTick = ['01', '04', '07', '10'].includes(month.slice(5, 7));
    return {
      value: net_spend.amount,
      name: formatMonth(month, language()),
      text: money(net_spend),
      cells: [t('customer.figures.purchases', { count: purchases })],
      ...(isTick ? { tick: { text: formatMonthTick(month, language()), minor: !/-0[17]$/.test(name) } } : {}),
      href: can('purchases:read') ? withQuery(url, { month: chosen === name ? '' : name }) : undefined,
      chosen: chosen === name,
      partial: index === months.length - 1,
    };
  });
  return html`<h3>${t('customer.figures.months')}</h3>
    ${barChart({
      label: t('customer.figures.months'),
      caption: t('customer.figures.months.caption', {
        count: months.length,
        amount: money({ amount: sum, currency }),
        month: formatMonth(best.month, language()),
        most: money(best.net_spend),
      }),
      bars,
      format: (amount) => formatMoneyShort({ amount, currency }, language()),
      heads: [t('customer.figures.month'), t('customers.column.spend'), t('customers.column.purchases')],
    })}`;
}

function years(metrics: Metrics): TemplateResult {
  const rows = [...metrics.years].sort((a, b) => b.year - a.year);
  return html`<table aria-label=${t('customer.figures.chart')}>
    <thead>
      <tr>
        <th scope="col">${t('customer.figures.year')}</th>
        <th scope="col" class="number">${t('customers.column.spend')}</th>
        <th scope="col" class="number">${t('customers.column.purchases')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) => html`<tr>
          <td class="nowrap">${row.year}</td>
          <td class="number">${money(row.net_spend)}</td>
          <td class="number">${number(row.purchases)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
