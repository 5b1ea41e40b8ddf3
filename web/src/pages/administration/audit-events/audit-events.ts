/** Who did what, when: newest first. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  type AuditEvent,
  type AuditQuery,
  listAuditEvents,
} from '../../../api/administration/audit-events.ts';
import { emptyState, moment } from '../../../ui/components.ts';
import { type Filters, filterBar, searchFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import type { OpenPage } from '../../../ui/page.ts';
import type { RowWindow } from '../../../ui/row-window.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';

export const openAudit: OpenPage = (context) => {
  const page: ListPage<AuditEvent, AuditQuery> = new ListPage(context, {
    title: 'nav.audit',
    lead: 'audit.lead',
    parameters: { single: ['action', 'subject_id', 'actor_id'] },
    read: listAuditEvents,
    filters: (filters) =>
      filterBar([
        searchFilter(filters, t('audit.action'), { name: 'action', placeholder: t('audit.action.hint') }),
        searchFilter(filters, t('audit.subject'), {
          name: 'subject_id',
          placeholder: t('audit.subject.hint'),
        }),
        everybodyButton(filters),
      ]),
    rows: (rows) => events(rows, page.window),
    empty: () => emptyState(t('audit.empty'), t('audit.lead')),
  });
  return page;
};

/** The way back from what one person or key did. */
function everybodyButton(filters: Filters): TemplateResult | typeof nothing {
  if (filters.value('actor_id') === '') return nothing;
  return html`<button type="button" class="button small" @click=${() => filters.set({ actor_id: '' })}>
    ${t('audit.everybody')}
  </button>`;
}

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
