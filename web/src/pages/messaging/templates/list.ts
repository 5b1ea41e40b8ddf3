/** The templates there are, and what can send them. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  type ChannelStatus,
  listChannels,
  listTemplates,
  type Template,
  type TemplateQuery,
} from '../../../api/messaging/templates.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { actionButton, emptyState, moment, number, pageHead, stateBadge } from '../../../ui/components.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import { moreButton, table } from '../../../ui/table.ts';
import { t, type WordGroup, word, wordValues } from '../../../ui/text.ts';

export const openTemplates: OpenPage = (context) => {
  const { refresh, signal } = context;
  let url = context.url;
  const templates = new PagedList<Template>(refresh);
  const channels = new Loading<ChannelStatus[]>(refresh);
  const load = () => {
    const query = apiQuery(url, ['q'], ['channel', 'state']) as TemplateQuery;
    void templates.open((cursor) => listTemplates({ ...query, limit: 50, cursor }, signal));
  };
  load();
  void channels.load(async () => (await listChannels(signal)).data);
  const set = (changes: Record<string, string>) => context.go(withQuery(url, changes), { replace: true });
  const create = () =>
    actionButton({
      action: 'templates:write',
      label: t('templates.new'),
      icon: 'plus',
      primary: true,
      run: () => context.go('/templates/new'),
    });
  return {
    title: () => t('nav.templates'),
    urlChanged: (next) => {
      url = next;
      load();
    },
    view: () => html`<div class="page">
      ${pageHead(t('nav.templates'), t('templates.lead'), create())}
      <div class="stack">
        ${loaded(channels, channelLine, 1)} ${filters(url, set)}
        ${loaded(templates.first, (rows) =>
          rows.length === 0
            ? emptyState(t('templates.empty'), t('templates.empty.detail'))
            : templateTable(rows),
        )}
        ${templates.next.failure ? problemPanel(templates.next.failure, templates.next.reload) : nothing}
        ${templates.cursor ? moreButton(templates.next.busy, () => void templates.more()) : nothing}
      </div>
    </div>`,
  };
};

/** Which channels can send, in one line each. */
function channelLine(channels: ChannelStatus[]): TemplateResult {
  return html`<ul class="list">
    ${channels.map(
      (one) => html`<li>
        <span>${word('message_channel', one.channel)} <small class="quiet">${one.from ?? ''}</small></span>
        <span class="quiet">
          ${one.can_send ? t('templates.channel.ready', { by: (one.by ?? '').toUpperCase(), count: one.connections ?? 0 }) : t('templates.channel.none')}
          ${one.per_second ? html`· ${t('templates.channel.rate', { rate: number(one.per_second) })}` : nothing}
        </span>
      </li>`,
    )}
  </ul>`;
}

function filters(url: URL, set: (changes: Record<string, string>) => void): TemplateResult {
  const value = (name: string) => url.searchParams.get(name) ?? '';
  const change = (name: string) => (event: Event) =>
    set({ [name]: (event.target as HTMLInputElement).value.trim() });
  const choice = (name: string, label: string, group: WordGroup) => html`<div class="field">
    <label for="template-${name}">${label}</label>
    <select id="template-${name}" @change=${change(name)}>
      <option value="">${t('common.all')}</option>
      ${wordValues(group).map((one) => html`<option value=${one} ?selected=${one === value(name)}>${word(group, one)}</option>`)}
    </select>
  </div>`;
  return html`<search class="filters">
    <div class="filter-row">
      <div class="field grow">
        <label for="template-search">${t('common.search')}</label>
        <input id="template-search" type="search" autocomplete="off" .value=${value('q')} @change=${change('q')} />
      </div>
      ${choice('channel', t('templates.channel'), 'message_channel')}
      ${choice('state', t('common.state'), 'template_state')}
    </div>
  </search>`;
}

function templateTable(rows: readonly Template[]): TemplateResult {
  const spoken = (row: Template) =>
    wordValues('language').filter((one) => row.contents[one as keyof Template['contents']]);
  return table<Template>({
    label: t('nav.templates'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('common.name'),
        cell: (row) => html`<a class="row-link" href="/templates/${row.id}">${row.name}</a>`,
      },
      { label: t('templates.channel'), cell: (row) => word('message_channel', row.channel) },
      { label: t('templates.purpose'), cell: (row) => word('message_purpose', row.purpose) },
      {
        label: t('templates.languages'),
        cell: (row) =>
          spoken(row)
            .map((one) => word('language', one))
            .join(', '),
      },
      { label: t('templates.updated'), nowrap: true, cell: (row) => moment(row.updated_at) },
      { label: t('common.state'), cell: (row) => stateBadge('template_state', row.state) },
    ],
  });
}
