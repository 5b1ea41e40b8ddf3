/** Webhooks: where events are posted, and whether that works. */
import { html, type TemplateResult } from 'lit';
import { listWebhooks, type Webhook, type WebhookQuery } from '../../../api/administration/webhooks.ts';
import { allPartners, type Partner } from '../../../api/organisation/partners.ts';
import { can } from '../../../api/session.ts';
import { emptyState, moment } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { choiceFilter, filterBar } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { nameOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { SecretDialog } from '../../../ui/secrets.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';
import { webhookDialog } from './dialogs.ts';
import { webhookState } from './state.ts';

export const openWebhooks: OpenPage = (context) => {
  const { refresh } = context;
  const directory = new Directory(refresh, ['units']);
  const secret = new SecretDialog(refresh, 'webhooks.secret.once');
  let partners: Partner[] = [];
  if (can('keys:read'))
    void allPartners()
      .catch(() => [])
      .then((found) => {
        partners = found;
        refresh();
      });
  const lookUps = () => ({ units: directory.units, partners });
  const creating = webhookDialog(refresh, lookUps, (_, made) => {
    if (made) secret.show(made);
    page.saved();
  });
  const page: ListPage<Webhook, WebhookQuery> = new ListPage<Webhook, WebhookQuery>(context, {
    title: 'nav.webhooks',
    lead: 'webhooks.lead',
    parameters: { single: ['partner_id'] },
    read: listWebhooks,
    create: { action: 'webhooks:write', label: 'webhooks.new', run: () => creating.show(undefined) },
    filters: (filters) =>
      filterBar([choiceFilter(filters, 'partner_id', t('keys.partner'), nameOptions(partners))]),
    rows: (rows) => webhookTable(rows, directory, partners),
    empty: (create) => emptyState(t('webhooks.empty'), t('webhooks.empty.detail'), create),
    overlays: () => [creating.view(), secret.view()],
  });
  return page;
};

function webhookTable(
  rows: readonly Webhook[],
  directory: Directory,
  partners: readonly Partner[],
): TemplateResult {
  const partner = (id: string | null | undefined) => partners.find((one) => one.id === id)?.name ?? '';
  return table<Webhook>({
    label: t('nav.webhooks'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('webhooks.endpoint'),
        cell: (row) =>
          html`<span><a href="/webhooks/${row.id}"><strong>${row.description || row.url}</strong></a>${
            row.description ? html`<br /><code class="quiet">${row.url}</code>` : ''
          }</span>`,
      },
      { label: t('keys.partner'), cell: (row) => partner(row.partner_id) },
      { label: t('users.unit'), cell: (row) => directory.unitNameOrNone(row.unit_id) },
      { label: t('webhooks.types'), cell: (row) => t('webhooks.types.count', { count: row.types.length }) },
      {
        label: t('webhooks.last_success'),
        nowrap: true,
        cell: (row) => (row.last_success_at ? moment(row.last_success_at) : t('webhooks.last_success.none')),
      },
      { label: t('common.state'), cell: (row) => webhookState(row) },
    ],
  });
}
