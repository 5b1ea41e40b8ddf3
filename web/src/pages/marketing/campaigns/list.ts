/** The campaigns there are. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Campaign, type CampaignQuery, listCampaigns } from '../../../api/marketing/campaigns.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { actionButton, emptyState, moment, pageHead, stateBadge } from '../../../ui/components.ts';
import { loaded } from '../../../ui/loading.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import { moreButton, table } from '../../../ui/table.ts';
import { t, type WordGroup, word, wordValues } from '../../../ui/text.ts';

export const openCampaigns: OpenPage = (context) => {
  const { refresh, signal } = context;
  let url = context.url;
  const campaigns = new PagedList<Campaign>(refresh);
  const load = () => {
    const query = apiQuery(url, ['q'], ['state', 'channel']) as CampaignQuery;
    void campaigns.open((cursor) => listCampaigns({ ...query, limit: 50, cursor }, signal));
  };
  load();
  const set = (changes: Record<string, string>) => context.go(withQuery(url, changes), { replace: true });
  const create = () =>
    actionButton({
      action: 'campaigns:write',
      everywhere: true,
      label: t('campaigns.new'),
      icon: 'plus',
      primary: true,
      run: () => context.go('/campaigns/new'),
    });
  return {
    title: () => t('nav.campaigns'),
    urlChanged: (next) => {
      url = next;
      load();
    },
    view: () => html`<div class="page">
      ${pageHead(t('nav.campaigns'), t('campaigns.lead'), create())}
      <div class="stack">
        ${filters(url, set)}
        ${loaded(campaigns.first, (rows) =>
          rows.length === 0
            ? emptyState(t('campaigns.empty'), t('campaigns.empty.detail'))
            : campaignTable(rows),
        )}
        ${campaigns.next.failure ? problemPanel(campaigns.next.failure, campaigns.next.reload) : nothing}
        ${campaigns.cursor ? moreButton(campaigns.next.busy, () => void campaigns.more()) : nothing}
      </div>
    </div>`,
  };
};

function filters(url: URL, set: (changes: Record<string, string>) => void): TemplateResult {
  const value = (name: string) => url.searchParams.get(name) ?? '';
  const change = (name: string) => (event: Event) =>
    set({ [name]: (event.target as HTMLInputElement).value.trim() });
  const select = (name: string, label: string, group: WordGroup) => html`<div class="field">
    <label for="campaign-${name}">${label}</label>
    <select id="campaign-${name}" @change=${change(name)}>
      <option value="">${t('common.all')}</option>
      ${wordValues(group).map((one) => html`<option value=${one} ?selected=${one === value(name)}>${word(group, one)}</option>`)}
    </select>
  </div>`;
  return html`<search class="filters">
    <div class="filter-row">
      <div class="field grow">
        <label for="campaign-search">${t('common.search')}</label>
        <input id="campaign-search" type="search" autocomplete="off" .value=${value('q')} @change=${change('q')} />
      </div>
      ${select('state', t('common.state'), 'campaign_state')}
      ${select('channel', t('campaigns.channel'), 'message_channel')}
    </div>
  </search>`;
}

function campaignTable(rows: readonly Campaign[]): TemplateResult {
  return table<Campaign>({
    label: t('nav.campaigns'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('common.name'),
        cell: (row) => html`<a class="row-link" href="/campaigns/${row.id}">${row.name}</a>`,
      },
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
