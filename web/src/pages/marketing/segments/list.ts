/** The segments there are. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  createSegment,
  listSegments,
  type Segment,
  type SegmentQuery,
} from '../../../api/marketing/segments.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { actionButton, emptyState, moment, number, pageHead, stateBadge } from '../../../ui/components.ts';
import { inputField, textField } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { loaded } from '../../../ui/loading.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import { moreButton, table } from '../../../ui/table.ts';
import { t, word, wordValues } from '../../../ui/text.ts';

export const openSegments: OpenPage = (context) => {
  const { refresh, signal } = context;
  let url = context.url;
  const segments = new PagedList<Segment>(refresh);
  const load = () => {
    const query = apiQuery(url, ['q'], ['state', 'kind']) as SegmentQuery;
    void segments.open((cursor) => listSegments({ ...query, limit: 50, cursor }, signal));
  };
  load();
  const set = (changes: Record<string, string>) => context.go(withQuery(url, changes), { replace: true });
  const byHand = new FormDialog<undefined, Segment>(refresh, {
    name: 'list',
    title: () => t('segments.new.by_hand'),
    fields: (form) => html`${inputField(form, 'name', t('common.name'), { required: true, maxlength: 100 })}
      ${textField(form, 'description', t('segments.description'), { rows: 2, wide: true })}`,
    send: (values, key) => {
      const description = values.text('description') ?? null;
      return createSegment({ name: values.text('name') ?? '', description, kind: 'static' }, key);
    },
    done: (segment) => context.go(`/segments/${segment.id}`),
  });
  const create = () =>
    html`${actionButton({ action: 'segments:write', label: t('segments.new.by_hand'), run: () => byHand.show(undefined) })}
    ${actionButton({
      action: 'segments:write',
      label: t('segments.new'),
      icon: 'plus',
      primary: true,
      run: () => context.go('/segments/new'),
    })}`;
  return {
    title: () => t('nav.segments'),
    urlChanged: (next) => {
      url = next;
      load();
    },
    view: () => html`<div class="page">
      ${pageHead(t('nav.segments'), t('segments.lead'), create())}
      <div class="stack">
        ${filters(url, set)}
        ${loaded(segments.first, (rows) =>
          rows.length === 0
            ? emptyState(t('segments.empty'), t('segments.empty.detail'))
            : segmentTable(rows),
        )}
        ${segments.next.failure ? problemPanel(segments.next.failure, segments.next.reload) : nothing}
        ${segments.cursor ? moreButton(segments.next.busy, () => void segments.more()) : nothing}
      </div>
      ${byHand.view()}
    </div>`,
  };
};

function filters(url: URL, set: (changes: Record<string, string>) => void): TemplateResult {
  const value = (name: string) => url.searchParams.get(name) ?? '';
  const change = (name: string) => (event: Event) =>
    set({ [name]: (event.target as HTMLInputElement).value.trim() });
  return html`<search class="filters">
    <div class="filter-row">
      <div class="field grow">
        <label for="segment-search">${t('common.search')}</label>
        <input id="segment-search" type="search" autocomplete="off" .value=${value('q')} @change=${change('q')} />
      </div>
      <div class="field">
        <label for="segment-state">${t('common.state')}</label>
        <select id="segment-state" @change=${change('state')}>
          <option value="">${t('common.all')}</option>
          ${wordValues('segment_state').map((one) => html`<option value=${one} ?selected=${one === value('state')}>${word('segment_state', one)}</option>`)}
        </select>
      </div>
    </div>
  </search>`;
}

function segmentTable(rows: readonly Segment[]): TemplateResult {
  return table<Segment>({
    label: t('nav.segments'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('common.name'),
        cell: (row) => html`<a class="row-link" href="/segments/${row.id}">${row.name}</a>`,
      },
      { label: t('segments.kind'), cell: (row) => word('segment_kind', row.kind) },
      { label: t('segments.size'), number: true, cell: (row) => number(row.size) },
      {
        label: t('segments.refreshed'),
        nowrap: true,
        cell: (row) => (row.refreshed_at ? moment(row.refreshed_at) : t('segments.never')),
      },
      { label: t('common.state'), cell: (row) => stateBadge('segment_state', row.state) },
    ],
  });
}
