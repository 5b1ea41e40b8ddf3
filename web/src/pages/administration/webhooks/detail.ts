/** One webhook: what is posted to it, what became of each delivery, and how it is tried out and replayed. */
import { html, type TemplateResult } from 'lit';
import {
  type Delivery,
  type DeliveryQuery,
  deleteWebhook,
  listDeliveries,
  readWebhook,
  replayDelivery,
  testWebhook,
  type Webhook,
} from '../../../api/administration/webhooks.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { actionButton, fact, moment, titleBlock } from '../../../ui/components.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { detailPage } from '../../../ui/detail-page.ts';
import { Directory } from '../../../ui/directory.ts';
import type { Filters } from '../../../ui/filters.ts';
import { Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { SecretDialog } from '../../../ui/secrets.ts';
import { joined, t, word } from '../../../ui/text.ts';
import { deliveriesCard } from './deliveries-card.ts';
import { DeliveryDialog } from './delivery-dialog.ts';
import { replayDialog, rotateDialog, webhookDialog } from './dialogs.ts';
import { webhookState } from './state.ts';

export const openWebhook: OpenPage = (context) => new WebhookPage(context);

/** How long until deliveries that are on their way are read again, and how often. */
const pause = 1500;
const mostLooks = 20;

class WebhookPage {
  private readonly id: string;
  private readonly webhook: Loading<Webhook>;
  private readonly deliveries: PagedList<Delivery>;
  private readonly directory: Directory;
  private readonly confirm: Confirm;
  private readonly secret: SecretDialog;
  private readonly delivery: DeliveryDialog;
  private readonly editing;
  private readonly rotating;
  private readonly replaying;
  private url: URL;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private looks = 0;

  constructor(private readonly context: PageContext) {
    const { refresh } = context;
    this.id = context.params.id ?? '';
    this.url = context.url;
    this.webhook = new Loading(refresh);
    this.deliveries = new PagedList(refresh);
    this.directory = new Directory(refresh, ['units']);
    this.confirm = new Confirm(refresh);
    this.secret = new SecretDialog(refresh, 'webhooks.secret.once');
    this.delivery = new DeliveryDialog(refresh);
    const none = () => ({ units: [], partners: [] });
    this.editing = webhookDialog(refresh, none, () => this.changed(t('common.saved')));
    this.rotating = rotateDialog(refresh, ({ secret }) => {
      if (secret) this.secret.show(secret);
      void this.load();
    });
    this.replaying = replayDialog(refresh, (count) => this.changed(t('webhooks.replayed', { count })));
    void this.load();
  }

  private changed(text: string): void {
    announce(text);
    this.looks = 0;
    void this.load();
  }

  private load = async (): Promise<void> => {
    await Promise.all([
      this.webhook.load(() => readWebhook(this.id, this.context.signal)),
      this.loadDeliveries(),
    ]);
  };

  private async loadDeliveries(): Promise<void> {
    clearTimeout(this.timer);
    const asked = apiQuery(this.url, [], ['state', 'type']) as DeliveryQuery;
    await this.deliveries.open((cursor) =>
      listDeliveries(this.id, { limit: 50, ...asked, cursor }, this.context.signal),
    );
    this.lookAgain();
  }

  /** What is about to be posted is looked at again until something came of it. */
  private lookAgain(): void {
    const soon = Date.now() + 10_000;
    const isSoon = ({ next_at: at }: Delivery) => at !== null && at !== undefined && Date.parse(at) < soon;
    if (this.looks >= mostLooks || !this.deliveries.rows.some(isSoon) || this.context.signal.aborted) return;
    this.looks += 1;
    this.timer = setTimeout(() => void this.load(), pause);
  }

  private readonly filters: Filters = {
    value: (name) => this.url.searchParams.get(name) ?? '',
    set: (changes) => this.context.go(withQuery(this.url, changes), { replace: true }),
  };

  private test = (): void => {
    void testWebhook(this.id)
      .then(() => this.changed(t('webhooks.tested')))
      .catch((error: unknown) => announce(problemText(error).title));
  };

  private replay = (delivery: Delivery): void => {
    void replayDelivery(this.id, delivery.id)
      .then(() => this.changed(t('webhooks.replayed', { count: 1 })))
      .catch((error: unknown) => announce(problemText(error).title));
  };

  private remove = (webhook: Webhook): void =>
    this.confirm.ask({
      title: t('webhooks.delete'),
      detail: t('webhooks.delete.detail', { url: webhook.url }),
      label: t('webhooks.delete'),
      run: async () => {
        await deleteWebhook(webhook);
        announce(t('webhooks.deleted'));
        this.context.go('/webhooks');
      },
    });

  title = (): string => {
    const webhook = this.webhook.value;
    return webhook ? webhook.description || webhook.url : t('nav.webhooks');
  };

  urlChanged = (url: URL): void => {
    this.url = url;
    void this.loadDeliveries();
  };

  leave = (): void => clearTimeout(this.timer);

  view = (): TemplateResult => {
    const back = { href: '/webhooks', label: t('nav.webhooks') };
    const ready = this.deliveries.first.value !== undefined || this.deliveries.first.failure !== undefined;
    return html`${detailPage(this.webhook, back, (webhook) => this.whole(webhook, back), ready)}
    ${this.editing.view()} ${this.rotating.view()} ${this.replaying.view()} ${this.delivery.view()} ${this.secret.view()}
    ${this.confirm.view()}`;
  };

  private whole(webhook: Webhook, back: { href: string; label: string }): TemplateResult {
    return html`${titleBlock({
      title: webhook.description || webhook.url,
      back,
      chips: webhookState(webhook),
      tools: this.tools(webhook),
    })}
    <div class="stack">
      <section class="card">
        <dl class="facts">
          ${fact(t('webhooks.url'), html`<code>${webhook.url}</code>`)}
          ${fact(t('users.unit'), this.directory.unitNameOrNone(webhook.unit_id))}
          ${fact(t('webhooks.types'), joined(webhook.types.map((type) => word('event_kind', type))))}
          ${fact(t('webhooks.last_success'), webhook.last_success_at ? moment(webhook.last_success_at) : t('webhooks.last_success.none'))}
          ${fact(t('webhooks.previous_until'), this.overlap(webhook))}
          ${fact(t('webhooks.off_at'), webhook.off_at ? moment(webhook.off_at) : '')}
        </dl>
      </section>
      ${deliveriesCard(this.deliveries, this.filters, {
        show: (delivery) => this.delivery.show(delivery),
        replay: this.replay,
        replayFailed: () => this.replaying.show(webhook),
        off: webhook.enabled ? undefined : t('webhooks.off_first'),
      })}
    </div>`;
  }

  private overlap({ previous_secret_until: until }: Webhook): string {
    return until && Date.parse(until) > Date.now() ? moment(until) : '';
  }

  private tools(webhook: Webhook): TemplateResult {
    const action = 'webhooks:write';
    return html`${actionButton({ action, label: t('webhooks.test'), icon: 'send', run: this.test })}
      ${actionButton({ action, label: t('common.edit'), icon: 'edit', run: () => this.editing.show(webhook) })}
      ${actionButton({ action, label: t('webhooks.rotate'), run: () => this.rotating.show(webhook) })}
      ${actionButton({ action, label: t('webhooks.delete'), danger: true, run: () => this.remove(webhook) })}`;
  }
}
