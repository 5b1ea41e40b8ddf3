/** The state of each message, with its reason. */
import { html, type TemplateResult } from 'lit';
import type { Campaign, Delivery } from '../../../api/marketing/campaigns.ts';
import { emptyState, moment, stateBadge } from '../../../ui/components.ts';
import { type Filters, filterBar, wordFilter } from '../../../ui/filters.ts';
import { type PagedList, pagedRows } from '../../../ui/paged-list.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';
import { armName } from './progress-card.ts';

export interface Deliveries {
  campaign: Campaign;
  rows: PagedList<Delivery>;
  filters: Filters;
}

export function deliveriesCard(options: Deliveries): TemplateResult {
  const { campaign, rows, filters } = options;
  return html`<section class="card stack" aria-labelledby="deliveries-title">
    <h2 id="deliveries-title">${t('campaigns.deliveries')}</h2>
    ${filterBar([
      wordFilter(filters, 'state', t('common.state'), 'delivery_state'),
      wordFilter(filters, 'reason', t('campaigns.reason'), 'skip_reason'),
    ])}
    ${pagedRows(rows, { rows: (found) => deliveryTable(campaign, found), empty: () => emptyState(t('campaigns.deliveries.empty'), t('campaigns.deliveries.empty.detail')) })}
  </section>`;
}

function deliveryTable(campaign: Campaign, rows: readonly Delivery[]): TemplateResult {
  return table<Delivery>({
    label: t('campaigns.deliveries'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('campaigns.customer'),
        cell: (row) =>
          html`<a class="row-link" href="/customers/${row.customer_id}">${row.customer_name}</a>`,
      },
      { label: t('campaigns.arms'), cell: (row) => armName(campaign, row.arm) },
      { label: t('common.state'), cell: (row) => stateBadge('delivery_state', row.state) },
      { label: t('campaigns.reason'), cell: why },
      { label: t('campaigns.sent_at'), nowrap: true, cell: (row) => moment(row.sent_at) || '–' },
    ],
  });
}

function why(row: Delivery): string {
  if (row.reason) return word('skip_reason', row.reason);
  if (row.error_code) return [row.error_code, row.error_detail].filter(Boolean).join(': ');
  return '–';
}
