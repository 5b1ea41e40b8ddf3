/** Complaints: the queue by the clock that runs out first, or a board by state. */
import { html, type TemplateResult } from 'lit';
import {
  allComplaintCategories,
  type Complaint,
  type ComplaintCategory,
  type ComplaintQuery,
  listComplaints,
} from '../../../api/service/complaints.ts';
import { excerpt } from '../../../models/format.ts';
import { actionButton, emptyState, stateBadge } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { choiceFilter, type Filters, filterBar, searchFilter, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { answered, Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { nameOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word, wordValues } from '../../../ui/text.ts';
import { categoryDialog } from './category-dialog.ts';
import { dueView } from './due-view.ts';
import { intakeDialog } from './intake.ts';

/** The states in which somebody has to act, in the order a case goes through them. */
const openStates = ['received', 'triaged', 'verifying', 'in_progress', 'waiting_customer', 'reopened'];

const isBoard = (url: URL): boolean => url.searchParams.get('view') === 'board';

/** Those in which somebody has to act, unless the filters ask for others. */
function readComplaints(query: ComplaintQuery, signal: AbortSignal, url: URL) {
  const state = query?.state ?? (openStates as NonNullable<ComplaintQuery['state']>);
  return listComplaints({ ...query, state, limit: isBoard(url) ? 100 : 50 }, signal);
}

export const openComplaints: OpenPage = (context) => {
  const { refresh } = context;
  const directory = new Directory(refresh, ['units']);
  const categories = new Loading<ComplaintCategory[]>(refresh);
  const loadCategories = () => categories.load(allComplaintCategories);
  void loadCategories();
  const intake = intakeDialog(
    refresh,
    () => directory.units,
    () => categories.value ?? [],
    (made) => context.go(`/complaints/${made.id}`),
  );
  const category = categoryDialog(refresh, () => {
    announce(t('common.saved'));
    void loadCategories();
  });
  const unitName = (id: string) => directory.unitName(id);
  const categoryName = (id: string) => categories.value?.find((one) => one.id === id)?.name ?? '';
  const page: ListPage<Complaint, ComplaintQuery> = new ListPage(context, {
    title: 'nav.complaints',
    lead: 'complaints.lead',
    parameters: { single: ['q'], many: ['state', 'severity', 'unit_id', 'category_id', 'level'] },
    read: readComplaints,
    create: { action: 'complaints:write', label: 'complaints.new', run: () => intake.show(undefined) },
    buttons: () =>
      actionButton({
        action: 'complaints:configure',
        everywhere: true,
        label: t('complaints.category.new'),
        run: () => category.show(undefined),
      }),
    filters: (filters) => complaintFilters(filters, categories.value ?? []),
    ready: () => directory.isRead && answered([categories]),
    rows: (rows) => (isBoard(page.url) ? board(rows, unitName) : queue(rows, unitName, categoryName)),
    empty: () => emptyState(t('complaints.empty'), t('complaints.empty.detail')),
    overlays: () => [intake.view(), category.view()],
  });
  return page;
};

function complaintFilters(filters: Filters, categories: readonly ComplaintCategory[]): TemplateResult {
  const view = filters.value('view') || 'queue';
  const choice = (name: 'queue' | 'board', label: string) => html`<button
    type="button"
    class="chip"
    aria-pressed=${view === name ? 'true' : 'false'}
    @click=${() => filters.set({ view: name === 'queue' ? '' : name })}
  >
    ${label}
  </button>`;
  return filterBar(
    [
      searchFilter(filters, t('complaints.search')),
      wordFilter(filters, 'state', t('common.state'), 'case_state', t('complaints.open_ones')),
      wordFilter(filters, 'severity', t('complaints.severity'), 'severity'),
      wordFilter(filters, 'level', t('complaints.level'), 'level'),
      choiceFilter(filters, 'category_id', t('complaints.category'), nameOptions(categories)),
    ],
    {
      end: html`<div class="chips" role="group" aria-label=${t('complaints.view')}>
        ${choice('queue', t('complaints.queue'))} ${choice('board', t('complaints.board'))}
      </div>`,
    },
  );
}

const severity = (row: Complaint) =>
  row.severity
    ? stateBadge('severity', row.severity)
    : html`<span class="quiet">${t('complaints.suggested', { severity: word('severity', row.suggested_severity) })}</span>`;

function queue(
  rows: readonly Complaint[],
  unitName: (id: string) => string,
  categoryName: (id: string) => string,
): TemplateResult {
  return table<Complaint>({
    label: t('nav.complaints'),
    rows,
    key: (row) => row.id,
    columns: [
      { label: t('complaints.due'), nowrap: true, cell: (row) => dueView(row.next_due_at) },
      {
        label: t('complaints.text'),
        cell: (row) => html`<a class="row-link" href="/complaints/${row.id}">${excerpt(row.text)}</a>`,
      },
      { label: t('common.state'), cell: (row) => stateBadge('case_state', row.state) },
      { label: t('complaints.severity'), cell: severity },
      { label: t('complaints.level'), cell: (row) => word('level', row.level) },
      { label: t('complaints.unit'), cell: (row) => unitName(row.unit_id) },
      { label: t('complaints.category'), cell: (row) => categoryName(row.category_id) },
    ],
  });
}

function board(rows: readonly Complaint[], unitName: (id: string) => string): TemplateResult {
  const present = wordValues('case_state').filter(
    (one) => openStates.includes(one) || rows.some((row) => row.state === one),
  );
  return html`<div class="board">
    ${present.map((one) => {
      const cards = rows.filter((row) => row.state === one);
      return html`<section aria-labelledby="board-${one}">
        <h2 id="board-${one}">${word('case_state', one)} <span class="quiet">${cards.length}</span></h2>
        <ul>
          ${cards.map(
            (row) => html`<li class="card">
              <a href="/complaints/${row.id}">${excerpt(row.text, 48)}</a>
              <span class="chips">${severity(row)} ${dueView(row.next_due_at)}</span>
              <small class="quiet">${unitName(row.unit_id)} · ${word('level', row.level)}</small>
            </li>`,
          )}
        </ul>
      </section>`;
    })}
  </div>`;
}
