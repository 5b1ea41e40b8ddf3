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
import { emptyState, number, shortMoment, stateBadge } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { filterBar, searchFilter, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { answered, Loading, loaded } from '../../../ui/loading.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { joined, pair, t, word, wordValues } from '../../../ui/text.ts';

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
      html`${loaded(channels, channelChips, 1)}
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

/** Which channels can send, as chips; from where, by what and how fast stands under the pointer. */
function channelChips(channels: readonly ChannelStatus[]): TemplateResult {
  const chip = (one: ChannelStatus) => {
    const by = t('templates.channel.ready', {
      by: (one.by ?? '').toUpperCase(),
      count: one.connections ?? 0,
    });
    const rate = one.per_second ? t('templates.channel.rate', { rate: number(one.per_second) }) : '';
    const detail = one.can_send ? [one.from, by, rate].filter(Boolean).join(' · ') : '';
    return html`<span class="state" data-state=${one.can_send ? 'ready' : 'missing'} title=${detail || nothing}
      >${pair(word('message_channel', one.channel), one.can_send ? t('templates.channel.can_send') : t('templates.channel.none'))}</span
    >`;
  };
  return html`<div class="chips" role="group" aria-label=${t('templates.channels')}>${channels.map(chip)}</div>`;
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
      { label: t('templates.updated'), nowrap: true, cell: (row) => shortMoment(row.updated_at) },
      { label: t('common.state'), cell: (row) => stateBadge('template_state', row.state) },
    ],
  });
}
