/** People who log in, and what they may do where. */
import { html, nothing, type TemplateResult } from 'lit';
import { allUnits, type Unit } from '../../../api/organisation/units.ts';
import { listUsers, type User, type UserQuery } from '../../../api/organisation/users.ts';
import { can } from '../../../api/session.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { actionButton, emptyState, pageHead, stateBadge } from '../../../ui/components.ts';
import { loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import { moreButton, table } from '../../../ui/table.ts';
import { t, word, wordValues } from '../../../ui/text.ts';
import { UserDialog } from './user-dialog.ts';

export const openUsers: OpenPage = (context) => {
  const { refresh, signal } = context;
  let url = context.url;
  let units: Unit[] = [];
  const users = new PagedList<User>(refresh);
  const load = () => {
    const query = apiQuery(url, ['q', 'state', 'role']) as UserQuery;
    void users.open((cursor) => listUsers({ ...query, limit: 50, cursor }, signal));
  };
  load();
  if (can('units:read')) {
    void allUnits().then((found) => {
      units = found;
      refresh();
    });
  }
  const dialog = new UserDialog(
    refresh,
    () => units,
    () => {
      announce(t('common.saved'));
      load();
    },
  );
  const set = (changes: Record<string, string>) => context.go(withQuery(url, changes), { replace: true });
  return {
    title: () => t('nav.users'),
    urlChanged: (next) => {
      url = next;
      load();
    },
    view: () => html`<div class="page">
      ${pageHead(
        t('nav.users'),
        t('users.lead'),
        actionButton({
          action: 'users:write',
          label: t('users.new'),
          icon: 'plus',
          primary: true,
          run: () => dialog.show(undefined),
        }),
      )}
      ${filters(url, set)}
      ${loaded(users.first, (rows) =>
        rows.length === 0
          ? emptyState(t('users.none'), t('customers.none.detail'))
          : userTable(rows, units, (user) => dialog.show(user)),
      )}
      ${users.next.failure ? problemPanel(users.next.failure, users.next.reload) : nothing}
      ${users.cursor ? moreButton(users.next.busy, () => void users.more()) : nothing} ${dialog.view()}
    </div>`,
  };
};

function filters(url: URL, set: (changes: Record<string, string>) => void): TemplateResult {
  const value = (name: string) => url.searchParams.get(name) ?? '';
  const change = (name: string) => (event: Event) =>
    set({ [name]: (event.target as HTMLInputElement).value.trim() });
  const choice = (
    name: 'state' | 'role',
    group: 'user_state' | 'role',
    label: string,
  ) => html`<div class="field">
    <label for="user-${name}">${label}</label>
    <select id="user-${name}" @change=${change(name)}>
      <option value="">${t('common.all')}</option>
      ${wordValues(group).map((one) => html`<option value=${one} ?selected=${one === value(name)}>${word(group, one)}</option>`)}
    </select>
  </div>`;
  return html`<search class="filters">
    <div class="filter-row">
      <div class="field grow">
        <label for="user-search">${t('common.search')}</label>
        <input id="user-search" type="search" autocomplete="off" .value=${value('q')} @change=${change('q')} />
      </div>
      ${choice('role', 'role', t('users.role'))} ${choice('state', 'user_state', t('common.state'))}
    </div>
  </search>`;
}

function userTable(
  rows: readonly User[],
  units: readonly Unit[],
  edit: (user: User) => void,
): TemplateResult {
  const place = (id: string) => units.find((unit) => unit.id === id)?.name ?? id;
  return table<User>({
    label: t('nav.users'),
    rows,
    key: (row) => row.id,
    columns: [
      { label: t('common.name'), cell: (row) => html`<strong>${row.name}</strong>` },
      { label: t('login.email'), cell: (row) => row.email },
      {
        label: t('users.assignments'),
        cell: (row) =>
          html`<span>${row.assignments.map((held) => html`<span class="tag">${word('role', held.role)} · ${place(held.unit_id)}</span> `)}</span>`,
      },
      { label: t('users.language'), cell: (row) => word('language', row.language) },
      { label: t('common.state'), cell: (row) => stateBadge('user_state', row.state) },
      {
        label: t('common.actions'),
        cell: (row) =>
          actionButton({
            action: 'users:write',
            label: t('common.edit'),
            describe: row.name,
            small: true,
            run: () => edit(row),
          }),
      },
    ],
  });
}
