/** API keys: what a partner's program may do, and its secret, which is shown once. */
import { html, nothing, type TemplateResult } from 'lit';
import { type ApiKey, allKeys, revokeKey } from '../../../api/organisation/api-keys.ts';
import { allPartners, type Partner } from '../../../api/organisation/partners.ts';
import { allUnits, type Unit } from '../../../api/organisation/units.ts';
import { can } from '../../../api/session.ts';
import { actionButton, emptyState, moment, pageHead, stateBadge } from '../../../ui/components.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { copyButton } from '../../../ui/copy-button.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { dialog } from '../../../ui/modal.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';
import { createDialog, rollDialog } from './key-dialogs.ts';

export const openKeys: OpenPage = ({ refresh }) => {
  const keys = new Loading<ApiKey[]>(refresh);
  const confirm = new Confirm(refresh);
  let units: Unit[] = [];
  let partners: Partner[] = [];
  let secret: string | undefined;
  const load = () => keys.load(allKeys);
  const reveal = (fresh: string) => {
    secret = fresh;
    void load();
  };
  const creating = createDialog(refresh, () => ({ units, partners }), reveal);
  const rolling = rollDialog(refresh, reveal);
  void load();
  const lookUps = async () => {
    if (can('units:read')) units = await allUnits().catch(() => []);
    partners = await allPartners().catch(() => []);
    refresh();
  };
  void lookUps();
  const revoke = (key: ApiKey) =>
    confirm.ask({
      title: t('keys.revoke'),
      detail: t('keys.revoke.detail', { name: key.name }),
      label: t('keys.revoke'),
      run: async () => {
        await revokeKey(key);
        announce(t('keys.revoked'));
        await load();
      },
    });
  const hideSecret = () => {
    secret = undefined;
    refresh();
  };
  const create = () =>
    actionButton({
      action: 'keys:write',
      label: t('keys.new'),
      icon: 'plus',
      primary: true,
      run: () => creating.show(undefined),
    });
  const list = (rows: readonly ApiKey[]) =>
    keyTable(rows, units, partners, { roll: (key) => rolling.show(key), revoke });
  return {
    title: () => t('nav.keys'),
    view: () => html`<div class="page">
      ${pageHead(t('nav.keys'), t('keys.lead'), create())}
      ${loaded(keys, (rows) => (rows.length === 0 ? emptyState(t('keys.empty'), t('keys.empty.detail'), create()) : list(rows)))}
      ${creating.view()} ${rolling.view()} ${confirm.view()} ${secret ? secretDialog(secret, hideSecret) : nothing}
    </div>`,
  };
};

function secretDialog(secret: string, close: () => void): TemplateResult {
  return dialog({
    title: t('keys.secret'),
    close,
    body: html`<p class="note warn">${t('keys.secret.once')}</p>
      <code class="secret">${secret}</code>
      <div class="buttons">
        ${copyButton(secret, `${t('common.copy')}: ${t('keys.secret')}`)}
        <button type="button" class="button" @click=${close}>${t('keys.secret.done')}</button>
      </div>`,
  });
}

function keyTable(
  rows: readonly ApiKey[],
  units: readonly Unit[],
  partners: readonly Partner[],
  actions: { roll: (key: ApiKey) => void; revoke: (key: ApiKey) => void },
): TemplateResult {
  const unit = (id: string) => units.find((one) => one.id === id)?.name ?? id;
  const partner = (id: string | null | undefined) => partners.find((one) => one.id === id)?.name ?? id ?? '';
  return table<ApiKey>({
    label: t('nav.keys'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('common.name'),
        cell: (row) =>
          html`<span><strong>${row.name}</strong><br /><code class="quiet">${row.hint}</code></span>`,
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
        cell: (row) => (row.expires_at ? moment(row.expires_at) : t('keys.never')),
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
                ${actionButton({ action: 'keys:write', label: t('keys.roll'), describe: row.name, small: true, run: () => actions.roll(row) })}
                ${actionButton({ action: 'keys:write', label: t('keys.revoke'), describe: row.name, small: true, danger: true, run: () => actions.revoke(row) })}
              </span>`,
      },
    ],
  });
}
