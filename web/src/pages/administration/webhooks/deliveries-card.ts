/** The deliveries of a webhook: filtered, opened, replayed. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Delivery } from '../../../api/administration/webhooks.ts';
import { actionButton, emptyState, moment, stateBadge } from '../../../ui/components.ts';
import { type Filters, filterBar, wordFilter } from '../../../ui/filters.ts';
import { type PagedList, pagedRows } from '../../../ui/paged-list.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';
import { answered, messageType } from './state.ts';

export interface DeliveryActions {
  readonly show: (delivery: Delivery) => void;
  readonly replay: (delivery: Delivery) => void;
  readonly replayFailed: () => void;
  /** Why nothing can be replayed now. */
  readonly off: string | undefined;
}

export function deliveriesCard(
  list: PagedList<Delivery>,
  filters: Filters,
  actions: DeliveryActions,
): TemplateResult {
  const { off } = actions;
  return html`<section class="card" aria-labelledby="deliveries-title">
    <div class="card-head">
      <h2 id="deliveries-title">${t('webhooks.deliveries')}</h2>
      ${actionButton({ action: 'webhooks:write', refused: off, label: t('webhooks.replay_failed'), small: true, run: actions.replayFailed })}
    </div>
    ${filterBar([
      wordFilter(filters, 'state', t('common.state'), 'webhook_delivery_state'),
      wordFilter(filters, 'type', t('webhooks.type'), 'event_kind'),
    ])}
    ${pagedRows(list, {
      rows: (rows) => deliveryTable(rows, actions),
      empty: () => emptyState(t('webhooks.deliveries.empty'), t('webhooks.deliveries.empty.detail')),
    })}
  </section>`;
}

function deliveryTable(rows: readonly Delivery[], { show, replay, off }: DeliveryActions): TemplateResult {
  return table<Delivery>({
    label: t('webhooks.deliveries'),
    rows,
    key: (row) => row.id,
    columns: [
      { label: t('webhooks.created'), nowrap: true, cell: (row) => moment(row.created_at) },
      {
        label: t('webhooks.type'),
        cell: (row) =>
          html`<span>${messageType(row)}${row.event_number ? html`<br /><small class="quiet">${t('webhooks.number', { number: String(row.event_number) })}</small>` : nothing}</span>`,
      },
      { label: t('common.state'), cell: (row) => stateBadge('webhook_delivery_state', row.state) },
      { label: t('webhooks.attempts'), number: true, cell: (row) => String(row.attempts) },
      { label: t('webhooks.answer'), cell: (row) => answered(row.last_status, row.last_error) },
      { label: t('webhooks.next'), nowrap: true, cell: (row) => moment(row.next_at) },
      {
        label: t('common.actions'),
        cell: (row) =>
          html`<span class="buttons">
            <button type="button" class="button small" aria-label=${`${t('webhooks.show')}: ${messageType(row)}`} @click=${() => show(row)}>${t('webhooks.show')}</button>
            ${actionButton({ action: 'webhooks:write', refused: off, label: t('webhooks.replay'), describe: messageType(row), small: true, run: () => replay(row) })}
          </span>`,
      },
    ],
  });
}
