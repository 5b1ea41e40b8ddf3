/** Complaints: the queue by the clock that runs out first, or a board by state. */
import { html, nothing, type TemplateResult } from 'lit';
import { allUnits, type Unit } from '../../../api/organisation/units.ts';
import {
  allComplaintCategories,
  type Complaint,
  type ComplaintCategory,
  type ComplaintQuery,
  listComplaints,
} from '../../../api/service/complaints.ts';
import { can } from '../../../api/session.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { actionButton, emptyState, pageHead, stateBadge } from '../../../ui/components.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import { moreButton, table } from '../../../ui/table.ts';
import { t, type WordGroup, word, wordValues } from '../../../ui/text.ts';
import { categoryDialog } from './category-dialog.ts';
import { dueView, excerpt } from './due-view.ts';
import { intakeDialog } from './intake.ts';

/** The states in which somebody has to act, in the order a case goes through them. */
const OPEN = ['received', 'triaged', 'verifying', 'in_progress', 'waiting_customer', 'reopened'];

export const openComplaints: OpenPage = (context) => {
  const { refresh, signal } = context;
  let url = context.url;
  let units: Unit[] = [];
  const complaints = new PagedList<Complaint>(refresh);
  const categories = new Loading<ComplaintCategory[]>(refresh);
  const board = () => url.searchParams.get('view') === 'board';
  const load = () => {
    const asked = apiQuery(url, ['q'], ['state', 'severity', 'unit_id', 'category_id', 'level']);
    const query = { ...asked, ...(asked.state ? {} : { state: OPEN }) } as ComplaintQuery;
    void complaints.open((cursor) => listComplaints({ ...query, limit: board() ? 100 : 50, cursor }, signal));
  };
  const loadCategories = () => categories.load(allComplaintCategories);
  const unitName = (id: string) => units.find((unit) => unit.id === id)?.name ?? '';
  const categoryName = (id: string) => categories.value?.find((one) => one.id === id)?.name ?? '';
  load();
  void loadCategories();
  if (can('units:read')) {
    void allUnits().then((found) => {
      units = found;
      refresh();
    });
  }
  const intake = intakeDialog(
    refresh,
    () => units,
    () => categories.value ?? [],
    (made) => context.go(`/complaints/${made.id}`),
  );
  const category = categoryDialog(refresh, () => {
    announce(t('common.saved'));
    void loadCategories();
  });
  const set = (changes: Record<string, string>) => context.go(withQuery(url, changes), { replace: true });

  return {
    title: () => t('nav.complaints'),
    urlChanged: (next) => {
      url = next;
      load();
    },
    view: () => html`<div class="page">
      ${pageHead(
        t('nav.complaints'),
        t('complaints.lead'),
        html`${actionButton({ action: 'complaints:configure', label: t('complaints.category.new'), run: () => category.show(undefined) })}
        ${actionButton({ action: 'complaints:write', label: t('complaints.new'), icon: 'plus', primary: true, run: () => intake.show(undefined) })}`,
      )}
      ${filters(url, categories.value ?? [], set)}
      ${loaded(complaints.first, (rows) => {
        if (rows.length === 0) return emptyState(t('complaints.empty'), t('complaints.empty.detail'));
        return board() ? boardView(rows, unitName) : queue(rows, unitName, categoryName);
      })}
      ${complaints.next.failure ? problemPanel(complaints.next.failure, complaints.next.reload) : nothing}
      ${complaints.cursor ? moreButton(complaints.next.busy, () => void complaints.more()) : nothing}
      ${intake.view()} ${category.view()}
    </div>`,
  };
};

function filters(
  url: URL,
  categories: readonly ComplaintCategory[],
  set: (changes: Record<string, string>) => void,
): TemplateResult {
  const value = (name: string) => url.searchParams.get(name) ?? '';
  const change = (name: string) => (event: Event) =>
    set({ [name]: (event.target as HTMLInputElement).value.trim() });
  const words = (name: string, group: WordGroup, label: string, all: string) => html`<div class="field">
    <label for="complaint-${name}">${label}</label>
    <select id="complaint-${name}" @change=${change(name)}>
      <option value="">${all}</option>
      ${wordValues(group).map((one) => html`<option value=${one} ?selected=${one === value(name)}>${word(group, one)}</option>`)}
    </select>
  </div>`;
  const view = value('view') || 'queue';
  const choice = (name: 'queue' | 'board', label: string) => html`<button
    type="button"
    class="chip"
    aria-pressed=${view === name ? 'true' : 'false'}
    @click=${() => set({ view: name === 'queue' ? '' : name })}
  >
    ${label}
  </button>`;
  return html`<search class="filters">
    <div class="filter-row">
      <div class="field grow">
        <label for="complaint-search">${t('complaints.search')}</label>
        <input id="complaint-search" type="search" autocomplete="off" .value=${value('q')} @change=${change('q')} />
      </div>
      ${words('state', 'case_state', t('common.state'), t('complaints.open_ones'))}
      ${words('severity', 'severity', t('complaints.severity'), t('common.all'))}
      ${words('level', 'level', t('complaints.level'), t('common.all'))}
      <div class="field">
        <label for="complaint-category">${t('complaints.category')}</label>
        <select id="complaint-category" @change=${change('category_id')}>
          <option value="">${t('common.all')}</option>
          ${categories.map((one) => html`<option value=${one.id} ?selected=${one.id === value('category_id')}>${one.name}</option>`)}
        </select>
      </div>
    </div>
    <div class="chips" role="group" aria-label=${t('complaints.view')}>
      ${choice('queue', t('complaints.queue'))} ${choice('board', t('complaints.board'))}
    </div>
  </search>`;
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
        cell: (row) => html`<a href="/complaints/${row.id}">${excerpt(row.text)}</a>`,
      },
      { label: t('common.state'), cell: (row) => stateBadge('case_state', row.state) },
      { label: t('complaints.severity'), cell: severity },
      { label: t('complaints.level'), cell: (row) => word('level', row.level) },
      { label: t('complaints.unit'), cell: (row) => unitName(row.unit_id) },
      { label: t('complaints.category'), cell: (row) => categoryName(row.category_id) },
    ],
  });
}

function boardView(rows: readonly Complaint[], unitName: (id: string) => string): TemplateResult {
  const present = wordValues('case_state').filter(
    (one) => OPEN.includes(one) || rows.some((row) => row.state === one),
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
