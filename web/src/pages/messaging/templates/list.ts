/** The templates there are, and what can send them. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  type ChannelStatus,
  listChannels,
  listTemplates,
  type Template,
  type TemplateQuery,
} from '../../../api/messaging/templates.ts';
import { ownerName } from '../../../ui/belonging.ts';
import { emptyState, moment, number, stateBadge } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { filterBar, searchFilter, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { answered, Loading, loaded } from '../../../ui/loading.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { joined, t, word, wordValues } from '../../../ui/text.ts';

export const openTemplates: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['units']);
  const channels = new Loading<ChannelStatus[]>(context.refresh);
  void channels.load(async () => (await listChannels(context.signal)).data);
  return new ListPage<Template, TemplateQuery>(context, {
    title: 'nav.templates',
    lead: 'templates.lead',
    parameters: { single: ['q'], many: ['channel', 'state'] },
    read: listTemplates,
    create: { action: 'templates:write', label: 'templates.new', run: () => context.go('/templates/new') },
    filters: (filters) =>
      html`${loaded(channels, channelLines, 1)}
      ${filterBar([
        searchFilter(filters),
        wordFilter(filters, 'channel', t('templates.channel'), 'message_channel'),
        wordFilter(filters, 'state', t('common.state'), 'template_state'),
      ])}`,
    ready: () => directory.isRead && answered([channels]),
    rows: (rows) => templateTable(rows, directory),
    empty: () => emptyState(t('templates.empty'), t('templates.empty.detail')),
  });
};

/** Which channels can send, in one line each. */
function channelLines(channels: ChannelStatus[]): TemplateResult {
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

function templateTable(rows: readonly Template[], { units }: Directory): TemplateResult {
  const languages = (row: Template) =>
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
      { label: t('common.owner'), cell: (row) => ownerName(units, row.unit_id) },
      { label: t('templates.channel'), cell: (row) => word('message_channel', row.channel) },
      { label: t('templates.purpose'), cell: (row) => word('message_purpose', row.purpose) },
      {
        label: t('templates.languages'),
        cell: (row) => joined(languages(row).map((one) => word('language', one))),
      },
      { label: t('templates.updated'), nowrap: true, cell: (row) => moment(row.updated_at) },
      { label: t('common.state'), cell: (row) => stateBadge('template_state', row.state) },
    ],
  });
}
