/** API keys: what a partner's program may do, and its secret, which is shown once. */
import { html, nothing, type TemplateResult } from 'lit';
import { type ApiKey, allKeys, revokeKey, takeOverKey } from '../../../api/organisation/api-keys.ts';
import { allPartners, type Partner } from '../../../api/organisation/partners.ts';
import { actionButton, emptyState, moment, stateBadge } from '../../../ui/components.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { Directory } from '../../../ui/directory.ts';
import { ListPage, wholeList } from '../../../ui/list-page.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { SecretDialog } from '../../../ui/secrets.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';
import { createDialog, rollDialog } from './key-dialogs.ts';

export const openKeys: OpenPage = (context) => {
  const { refresh } = context;
  const directory = new Directory(refresh, ['units']);
  const confirm = new Confirm(refresh);
  let partners: Partner[] = [];
  const secret = new SecretDialog(refresh, 'keys.secret.once');
  void allPartners()
    .catch(() => [])
    .then((found) => {
      partners = found;
      refresh();
    });
  const reveal = (fresh: string) => {
    secret.show(fresh);
    void page.load();
  };
  const creating = createDialog(refresh, () => ({ units: directory.units, partners }), reveal);
  const rolling = rollDialog(refresh, reveal);
  const revoke = (key: ApiKey) =>
    confirm.ask({
      title: t('keys.revoke'),
      detail: t('keys.revoke.detail', { name: key.name }),
      label: t('keys.revoke'),
      run: async () => {
        await revokeKey(key);
        announce(t('keys.revoked'));
        await page.load();
      },
    });
  const takeOver = (key: ApiKey) =>
    confirm.ask({
      title: t('keys.take_over'),
      detail: t('keys.take_over.detail', { name: key.name }),
      label: t('keys.take_over'),
      run: async () => {
        await takeOverKey(key);
        announce(t('keys.taken_over'));
        await page.load();
      },
    });
  const page: ListPage<ApiKey> = new ListPage(context, {
    title: 'nav.keys',
    lead: 'keys.lead',
    read: wholeList(allKeys),
    buttons: () => html`<a class="button" href="/keys/sandbox">${t('sandbox.title')}</a>`,
    create: { action: 'keys:write', label: 'keys.new', run: () => creating.show(undefined) },
    rows: (rows) =>
      keyTable(rows, directory, partners, { roll: (key) => rolling.show(key), takeOver, revoke }),
    empty: (create) => emptyState(t('keys.empty'), t('keys.empty.detail'), create),
    overlays: () => [creating.view(), rolling.view(), confirm.view(), secret.view()],
  });
  return page;
};

function keyTable(
  rows: readonly ApiKey[],
  directory: Directory,
  partners: readonly Partner[],
  actions: { roll: (key: ApiKey) => void; takeOver: (key: ApiKey) => void; revoke: (key: ApiKey) => void },
): TemplateResult {
  const unit = (id: string) => directory.unitNameOrNone(id);
  const partner = (id: string | null | undefined) => partners.find((one) => one.id === id)?.name ?? '';
  return table<ApiKey>({
    label: t('nav.keys'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('common.name'),
        cell: (row) =>
          html`<span><strong>${row.name}</strong><br /><code class="quiet">${row.hint}</code>${row.mode === 'test' ? html` <span class="tag">${word('key_mode', row.mode)}</span>` : nothing}</span>`,
      },
      { label: t('keys.partner'), cell: (row) => partner(row.partner_id) },
      {
        label: t('keys.scopes'),
        cell: (row) =>
          html`<span>${row.scopes.map((scope) => html`<span class="tag">${word('action', scope)}</span> `)}</span>`,
      },
      { label: t('users.unit'), cell: (row) => unit(row.unit_id) },
      {
        label: t('keys.expires'),
        nowrap: true,
        cell: (row) =>
          row.ends_at
            ? html`${moment(row.ends_at)}<br /><small class="late">${t('keys.abandoned')}</small>`
            : row.expires_at
              ? moment(row.expires_at)
              : t('keys.never'),
      },
      {
        label: t('keys.last_used'),
        nowrap: true,
        cell: (row) => (row.last_used_at ? moment(row.last_used_at) : t('keys.unused')),
      },
      { label: t('common.state'), cell: (row) => stateBadge('key_state', row.state) },
      {
        label: t('common.actions'),
        cell: (row) =>
          row.state === 'revoked'
            ? nothing
            : html`<span class="buttons">
                ${row.ends_at ? actionButton({ action: 'keys:write', label: t('keys.take_over'), describe: row.name, small: true, primary: true, run: () => actions.takeOver(row) }) : nothing}
                ${actionButton({ action: 'keys:write', label: t('keys.roll'), describe: row.name, small: true, run: () => actions.roll(row) })}
                ${actionButton({ action: 'keys:write', label: t('keys.revoke'), describe: row.name, small: true, danger: true, run: () => actions.revoke(row) })}
              </span>`,
      },
    ],
  });
}
