/** The list of campaigns. */
import { html, type TemplateResult } from 'lit';
import { type Campaign, type CampaignQuery, listCampaigns } from '../../../api/marketing/campaigns.ts';
import { ownerName } from '../../../ui/belonging.ts';
import { emptyState, moment, stateBadge } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { filterBar, searchFilter, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';

export const openCampaigns: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['units']);
  return new ListPage<Campaign, CampaignQuery>(context, {
    title: 'nav.campaigns',
    lead: 'campaigns.lead',
    parameters: { single: ['q'], many: ['state', 'channel'] },
    read: listCampaigns,
    create: {
      action: 'campaigns:write',
      label: 'campaigns.new',
      run: () => context.go('/campaigns/new'),
    },
    filters: (filters) =>
      filterBar([
        searchFilter(filters),
        wordFilter(filters, 'state', t('common.state'), 'campaign_state'),
        wordFilter(filters, 'channel', t('campaigns.channel'), 'message_channel'),
      ]),
    ready: () => directory.isRead,
    rows: (rows) => campaignTable(rows, directory),
    empty: () => emptyState(t('campaigns.empty'), t('campaigns.empty.detail')),
  });
};

function campaignTable(rows: readonly Campaign[], { units }: Directory): TemplateResult {
  return table<Campaign>({
    label: t('nav.campaigns'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('common.name'),
        cell: (row) => html`<a class="row-link" href="/campaigns/${row.id}">${row.name}</a>`,
      },
      { label: t('common.owner'), cell: (row) => ownerName(units, row.unit_id) },
      { label: t('campaigns.channel'), cell: (row) => word('message_channel', row.channel) },
      {
        label: t('campaigns.goal'),
        cell: (row) => (row.plan.purpose?.goal ? word('goal', row.plan.purpose.goal) : '–'),
      },
      { label: t('common.state'), cell: (row) => stateBadge('campaign_state', row.state) },
      {
        label: t('campaigns.begins'),
        nowrap: true,
        cell: (row) => moment(row.launched_at ?? row.scheduled_at) || '–',
      },
    ],
  });
}
