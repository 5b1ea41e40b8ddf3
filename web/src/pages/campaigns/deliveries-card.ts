/** What became of each message, with the reason. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Campaign, Delivery } from '../../api/campaigns.ts';
import { empty, moment, state } from '../../ui/bits.ts';
import { loaded } from '../../ui/loading.ts';
import { problemPanel } from '../../ui/problem-panel.ts';
import type { Rows } from '../../ui/rows.ts';
import { moreButton, table } from '../../ui/table.ts';
import { t, type WordGroup, word, wordValues } from '../../ui/text.ts';
import { armName } from './progress-card.ts';

export interface Deliveries {
  campaign: Campaign;
  rows: Rows<Delivery>;
  /** The filters of the URL. */
  asked: Record<string, string>;
  filter: (changes: Record<string, string>) => void;
}

export function deliveriesCard(options: Deliveries): TemplateResult {
  const { campaign, rows } = options;
  return html`<section class="card stack" aria-labelledby="deliveries-title">
    <h2 id="deliveries-title">${t('campaigns.deliveries')}</h2>
    ${filters(options)}
    ${loaded(rows.first, (found) =>
      found.length === 0
        ? empty(t('campaigns.deliveries.empty'), t('campaigns.deliveries.empty.detail'))
        : deliveryTable(campaign, found),
    )}
    ${rows.next.failure ? problemPanel(rows.next.failure, rows.next.reload) : nothing}
    ${rows.cursor ? moreButton(rows.next.busy, () => void rows.more()) : nothing}
  </section>`;
}

function filters({ asked, filter }: Deliveries): TemplateResult {
  const select = (name: string, label: string, group: WordGroup) => html`<div class="field">
    <label for="delivery-${name}">${label}</label>
    <select id="delivery-${name}" @change=${(event: Event) => filter({ [name]: (event.target as HTMLSelectElement).value })}>
      <option value="">${t('common.all')}</option>
      ${wordValues(group).map((one) => html`<option value=${one} ?selected=${one === asked[name]}>${word(group, one)}</option>`)}
    </select>
  </div>`;
  return html`<div class="filter-row">
    ${select('state', t('common.state'), 'delivery_state')} ${select('reason', t('campaigns.reason'), 'skip_reason')}
  </div>`;
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
      { label: t('common.state'), cell: (row) => state('delivery_state', row.state) },
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
