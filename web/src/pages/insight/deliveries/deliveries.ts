/** How what was promised to wholesale customers was delivered: on time, in full, and what was missing. */
import { html, type TemplateResult } from 'lit';
import {
  type DeliveriesQuery,
  type DeliveryFigures,
  type DeliveryRow,
  readDeliveries,
} from '../../../api/insight/deliveries.ts';
import { formatMonth } from '../../../models/format.ts';
import { emptyState, figure, number, share } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { filterBar, pickFilter, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { monthFilter, monthRange } from '../../../ui/month-filter.ts';
import { unitOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { language, t, word } from '../../../ui/text.ts';

export const openDeliveries: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['units']);
  let report: DeliveryFigures | undefined;
  return new ListPage<DeliveryRow, DeliveriesQuery>(context, {
    title: 'nav.deliveries',
    lead: 'deliveries.lead',
    parameters: { single: ['by', 'unit_id', 'customer_id'] },
    read: async (asked, signal, url) => {
      const { by, unit_id, customer_id } = asked;
      report = await readDeliveries(
        {
          ...(by ? { by } : {}),
          ...(unit_id ? { unit_id } : {}),
          ...(customer_id ? { customer_id } : {}),
          ...monthRange(url, 'promised_on'),
        } as DeliveriesQuery,
        signal,
      );
      return { data: report.data, has_more: false };
    },
    filters: (filters) =>
      filterBar([
        wordFilter(filters, 'by', t('takings.by'), 'purchase_deliveries_by'),
        monthFilter(filters, t('deliveries.month')),
        pickFilter(filters, 'unit_id', t('purchase.unit'), unitOptions(directory.units)),
      ]),
    rows: (rows) => deliveriesTable(rows, report?.by ?? 'unit'),
    empty: () => emptyState(t('deliveries.empty'), t('deliveries.empty.detail')),
    aside: () => totals(report),
  });
};

/** What a row is called. */
function nameOf(row: DeliveryRow, by: DeliveryFigures['by']): TemplateResult | string {
  if (!row.key) return t('takings.none');
  if (by === 'month') return formatMonth(`${row.key}-01`, language());
  const name = row.name ?? t('common.name_unknown');
  return by === 'customer' ? html`<a href=${`/customers/${row.key}`}>${name}</a>` : name;
}

function deliveriesTable(rows: readonly DeliveryRow[], by: DeliveryFigures['by']): TemplateResult {
  return table<DeliveryRow>({
    label: t('nav.deliveries'),
    rows,
    key: (row) => row.key ?? '',
    columns: [
      { label: word('purchase_deliveries_by', by), cell: (row) => html`<strong>${nameOf(row, by)}</strong>` },
      { label: word('punctuality', 'on_time'), number: true, cell: (row) => number(row.on_time) },
      { label: word('punctuality', 'late'), number: true, cell: (row) => number(row.late) },
      { label: word('punctuality', 'due'), number: true, cell: (row) => number(row.due) },
      { label: t('deliveries.on_time_rate'), number: true, cell: (row) => share(row.on_time_rate) },
      { label: t('deliveries.otif'), number: true, cell: (row) => share(row.on_time_in_full_rate) },
      { label: t('deliveries.shortage_rate'), number: true, cell: (row) => share(row.shortage_rate) },
    ],
  });
}

function totals(report: DeliveryFigures | undefined): TemplateResult {
  if (!report) return html``;
  const { total } = report;
  return html`<section class="card" aria-labelledby="deliveries-total">
    <h2 id="deliveries-total">${t('takings.total')}</h2>
    ${figure(t('deliveries.on_time_rate'), share(total.on_time_rate))}
    ${figure(t('deliveries.otif'), share(total.on_time_in_full_rate))}
    ${figure(t('deliveries.shortage_rate'), share(total.shortage_rate))}
    <p class="quiet">${t('deliveries.definition')}</p>
  </section>`;
}
