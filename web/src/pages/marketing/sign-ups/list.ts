/** Forms by which people sign up: where each is, and how many came in by it. */
import { html, type TemplateResult } from 'lit';
import { listSignUpForms, type SignUpForm, type SignUpFormQuery } from '../../../api/marketing/sign-ups.ts';
import { type ChannelStatus, listChannels } from '../../../api/messaging/templates.ts';
import { can } from '../../../api/session.ts';
import { ownerName } from '../../../ui/belonging.ts';
import { emptyState, number, shortMoment, stateBadge } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { filterBar, searchFilter, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';
import { formDialog } from './dialog.ts';

export const openSignUpForms: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['units']);
  let channels: readonly ChannelStatus[] = [];
  if (can('templates:read'))
    void listChannels(context.signal)
      .then(({ data }) => {
        channels = data;
        context.refresh();
      })
      .catch(() => undefined);
  const creating = formDialog(
    context.refresh,
    () => ({ units: directory.units, channels }),
    (form) => context.go(`/sign-up-forms/${form.id}`),
  );
  return new ListPage<SignUpForm, SignUpFormQuery>(context, {
    title: 'nav.sign_up_forms',
    lead: 'sign_ups.lead',
    parameters: { single: ['q'], many: ['state'] },
    read: listSignUpForms,
    create: { action: 'sign_ups:write', label: 'sign_ups.new', run: () => creating.show(undefined) },
    filters: (filters) =>
      filterBar([
        searchFilter(filters),
        wordFilter(filters, 'state', t('common.state'), 'sign_up_form_state'),
      ]),
    ready: () => directory.isRead,
    rows: (rows) => formTable(rows, directory),
    empty: (create) => emptyState(t('sign_ups.empty'), t('sign_ups.empty.detail'), create),
    overlays: () => [creating.view()],
  });
};

function formTable(rows: readonly SignUpForm[], { units }: Directory): TemplateResult {
  const count = (label: string, of: (row: SignUpForm) => number) => ({
    label,
    number: true,
    cell: (row: SignUpForm) => number(of(row)),
  });
  return table<SignUpForm>({
    label: t('nav.sign_up_forms'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('common.name'),
        cell: (row) => html`<a class="row-link" href="/sign-up-forms/${row.id}">${row.name}</a>`,
      },
      { label: t('common.owner'), cell: (row) => ownerName(units, row.unit_id) },
      count(t('words.sign_up_state.confirmed'), (row) => row.sign_ups.confirmed),
      count(t('words.sign_up_state.pending'), (row) => row.sign_ups.pending),
      count(t('words.sign_up_state.refused'), (row) => row.sign_ups.refused),
      { label: t('sign_ups.created'), nowrap: true, cell: (row) => shortMoment(row.created_at) },
      { label: t('common.state'), cell: (row) => stateBadge('sign_up_form_state', row.state) },
    ],
  });
}
