/** Who did what, when: newest first. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  type AuditEvent,
  type AuditQuery,
  listAuditEvents,
} from '../../../api/administration/audit-events.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { emptyState, moment, pageHead } from '../../../ui/components.ts';
import { loaded } from '../../../ui/loading.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import { RowWindow } from '../../../ui/row-window.ts';
import { moreButton, table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';

export const openAudit: OpenPage = (context) => {
  const { refresh, signal } = context;
  let url = context.url;
  const rows = new PagedList<AuditEvent>(refresh);
  const window = new RowWindow(refresh, () => rows.next.failure || void rows.more());
  const load = () => {
    const query = apiQuery(url, ['action', 'subject_id', 'actor_id']) as AuditQuery;
    window.reset();
    void rows.open((cursor) => listAuditEvents({ ...query, limit: 50, cursor }, signal));
  };
  load();
  const set = (name: string) => (event: Event) =>
    context.go(withQuery(url, { [name]: (event.target as HTMLInputElement).value.trim() }), {
      replace: true,
    });
  const actorFilter = () =>
    url.searchParams.has('actor_id')
      ? html`<button type="button" class="button small" @click=${() => context.go(withQuery(url, { actor_id: '' }))}>
          ${t('audit.everybody')}
        </button>`
      : nothing;
  const filter = (name: string, label: string, hint: string) => html`<div class="field">
    <label for="audit-${name}">${label}</label>
    <input id="audit-${name}" type="search" autocomplete="off" placeholder=${hint} .value=${url.searchParams.get(name) ?? ''} @change=${set(name)} />
  </div>`;
  return {
    title: () => t('nav.audit'),
    urlChanged: (next) => {
      url = next;
      load();
    },
    view: () => html`<div class="page">
      ${pageHead(t('nav.audit'), t('audit.lead'))}
      <search class="filters">
        <div class="filter-row">${filter('action', t('audit.action'), t('audit.action.hint'))} ${filter('subject_id', t('audit.subject'), t('audit.subject.hint'))} ${actorFilter()}</div>
      </search>
      ${loaded(rows.first, (list) => (list.length === 0 ? emptyState(t('audit.empty'), t('audit.lead')) : events(list, window)), 10)}
      ${rows.next.failure ? problemPanel(rows.next.failure, rows.next.reload) : ''}
      ${rows.cursor ? moreButton(rows.next.busy, () => void rows.more()) : ''}
    </div>`,
  };
};

function events(list: readonly AuditEvent[], window: RowWindow): TemplateResult {
  return table<AuditEvent>({
    label: t('nav.audit'),
    long: {
      columns: '168px minmax(80px, 0.8fr) minmax(160px, 1.3fr) minmax(190px, 2.4fr) minmax(90px, 0.8fr)',
      window,
    },
    rows: list,
    key: (row) => row.id,
    columns: [
      { label: t('audit.at'), nowrap: true, cell: (row) => moment(row.at) },
      { label: t('audit.actor'), cell: actor },
      { label: t('audit.action'), cell: (row) => html`<code>${row.action}</code>` },
      { label: t('audit.subject'), cell: (row) => subject(row) },
      { label: t('audit.detail'), cell: (row) => detail(row) },
    ],
  });
}

/** Leads to what else this person or key did. */
function actor(row: AuditEvent): TemplateResult | string {
  const { id, name, kind } = row.actor;
  const shown = name || id || kind || '';
  return id && kind !== 'system' ? html`<a href="/audit?actor_id=${id}">${shown}</a>` : shown;
}

function subject(row: AuditEvent): TemplateResult {
  const id = row.subject_id ?? '';
  if (id.startsWith('cus_')) return html`<a href="/customers/${id}">${id}</a>`;
  if (id.startsWith('imp_')) return html`<a href="/imports/${id}">${id}</a>`;
  return html`<span>${row.subject_kind} ${id}</span>`;
}

function detail(row: AuditEvent): TemplateResult | string {
  if (!row.detail || Object.keys(row.detail).length === 0) return '';
  return html`<details>
    <summary>${t('audit.show')}</summary>
    <pre class="detail">${JSON.stringify(row.detail, null, 2)}</pre>
  </details>`;
}
