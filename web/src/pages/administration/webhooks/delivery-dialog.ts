/** One delivery: what is posted, and each attempt with what was answered. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Delivery, type DeliveryDetail, readDelivery } from '../../../api/administration/webhooks.ts';
import { fact, moment, stateBadge } from '../../../ui/components.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { dialog } from '../../../ui/modal.ts';
import { table } from '../../../ui/table.ts';
import { pair, t } from '../../../ui/text.ts';
import { answered, messageType } from './state.ts';

export class DeliveryDialog {
  private shown: Delivery | undefined;
  private detail: Loading<DeliveryDetail>;

  constructor(private readonly refresh: () => void) {
    this.detail = new Loading(refresh);
  }

  show(delivery: Delivery): void {
    this.shown = delivery;
    this.detail = new Loading(this.refresh);
    void this.detail.load(() => readDelivery(delivery.webhook_id, delivery.id));
    this.refresh();
  }

  private close = (): void => {
    this.shown = undefined;
    this.refresh();
  };

  view(): TemplateResult | typeof nothing {
    const { shown } = this;
    if (!shown) return nothing;
    return dialog({
      title: pair(t('webhooks.delivery'), messageType(shown)),
      wide: true,
      close: this.close,
      body: html`${loaded(this.detail, detailView, 6)}`,
    });
  }
}

function detailView({ delivery, body, attempts }: DeliveryDetail): TemplateResult {
  return html`<dl class="facts">
      ${fact(t('common.state'), stateBadge('webhook_delivery_state', delivery.state))}
      ${fact('webhook-id', html`<code>${delivery.message_id}</code>`)}
      ${fact(t('webhooks.created'), moment(delivery.created_at))}
      ${fact(t('webhooks.next'), moment(delivery.next_at))}
    </dl>
    <h3>${t('webhooks.attempts')}</h3>
    ${attempts.length === 0 ? html`<p class="quiet">${t('webhooks.attempts.none')}</p>` : attemptTable(attempts)}
    <h3>${t('webhooks.body')}</h3>
    ${body ? html`<pre class="detail" tabindex="0">${pretty(body)}</pre>` : html`<p class="quiet">${t('webhooks.body.none')}</p>`}`;
}

function attemptTable(attempts: DeliveryDetail['attempts']): TemplateResult {
  return table<DeliveryDetail['attempts'][number]>({
    label: t('webhooks.attempts'),
    rows: attempts,
    key: (row) => row.number,
    columns: [
      { label: t('webhooks.attempt'), number: true, cell: (row) => String(row.number) },
      { label: t('webhooks.started'), nowrap: true, cell: (row) => moment(row.started_at) },
      {
        label: t('webhooks.duration'),
        number: true,
        cell: (row) => t('webhooks.milliseconds', { number: row.duration_ms }),
      },
      { label: t('webhooks.answer'), cell: (row) => answered(row.status, row.error) },
      {
        label: t('webhooks.response'),
        cell: (row) => (row.response ? html`<code>${row.response}</code>` : ''),
      },
    ],
  });
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
