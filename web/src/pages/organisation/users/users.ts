/** People who log in, and what they may do where. */
import { html, type TemplateResult } from 'lit';
import { listUsers, type User, type UserQuery } from '../../../api/organisation/users.ts';
import { can } from '../../../api/session.ts';
import { editButton, emptyState, stateBadge } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { filterBar, searchFilter, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { pair, t, word } from '../../../ui/text.ts';
import { AccessDialog } from './access-dialog.ts';
import { HandoverDialog } from './handover-dialog.ts';
import { UserDialog } from './user-dialog.ts';

export const openUsers: OpenPage = (context) => {
  const { refresh } = context;
  const directory = new Directory(refresh, ['units']);
  const access = new AccessDialog(refresh);
  const handover = new HandoverDialog(refresh);
  const dialog = new UserDialog(
    refresh,
    () => directory.units,
    (user, isNew) => {
      page.saved();
      if (isNew && user.is_invited) void access.invite(user);
    },
  );
  const page: ListPage<User, UserQuery> = new ListPage(context, {
    title: 'nav.users',
    lead: 'users.lead',
    parameters: { single: ['q', 'state', 'role'] },
    read: listUsers,
    create: { action: 'users:write', label: 'users.new', run: () => dialog.show(undefined) },
    filters: (filters) =>
      filterBar([
        searchFilter(filters),
        wordFilter(filters, 'role', t('users.role'), 'role'),
        wordFilter(filters, 'state', t('common.state'), 'user_state'),
      ]),
    rows: (rows) =>
      userTable(
        rows,
        directory,
        (user) => dialog.show(user),
        (user) => access.show(user),
        (user) => void handover.show(user),
      ),
    empty: () => emptyState(t('users.none'), t('customers.none.detail')),
    overlays: () => [dialog.view(), access.view(), handover.view()],
  });
  return page;
};

function userTable(
  rows: readonly User[],
  directory: Directory,
  edit: (user: User) => void,
  letIn: (user: User) => void,
  handOver: (user: User) => void,
): TemplateResult {
  const place = (id: string) => directory.unitNameOrNone(id);
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
          html`${editButton('users:write', row.name, () => edit(row))}
          ${
            can('users:write')
              ? html`<button type="button" class="button small" aria-label=${pair(t('access.button'), row.name)} @click=${() => letIn(row)}>${t('access.button')}</button>
          <button type="button" class="button small" aria-label=${pair(t('handover.button'), row.name)} @click=${() => handOver(row)}>${t('handover.button')}</button>`
              : ''
          }`,
      },
    ],
  });
}
