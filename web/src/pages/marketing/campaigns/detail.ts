/** One campaign: its plan, its checklist, the steps it allows, its progress and its result. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Tagged } from '../../../api/client.ts';
import { waitsForMe } from '../../../api/insight/approvals.ts';
import { type CampaignResults, readResults } from '../../../api/marketing/campaign-results.ts';
import {
  type Campaign,
  type Checklist,
  type Delivery,
  type DeliveryQuery,
  listDeliveries,
  readCampaign,
  readChecklist,
} from '../../../api/marketing/campaigns.ts';
import { listSegments, type Segment } from '../../../api/marketing/segments.ts';
import { type ChannelStatus, listChannels } from '../../../api/messaging/templates.ts';
import { allPages } from '../../../api/pages.ts';
import { can } from '../../../api/session.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { aside } from '../../../ui/aside.ts';
import { stateBadge, titleBlock } from '../../../ui/components.ts';
import { detailPage } from '../../../ui/detail-page.ts';
import type { Filters } from '../../../ui/filters.ts';
import { answered, Loading } from '../../../ui/loading.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { t, word } from '../../../ui/text.ts';
import { ApprovalCard } from './approval-card.ts';
import { checklistCard } from './checklist-card.ts';
import { deliveriesCard } from './deliveries-card.ts';
import { planCard } from './plan-card.ts';
import { progressCard } from './progress-card.ts';
import { resultCard } from './result-card.ts';
import { CampaignSteps } from './steps.ts';

export const openCampaign: OpenPage = (context) => new CampaignPage(context);

/** How often a campaign that runs is read again, in milliseconds. */
const pause = 1500;
/** States in which what it lacks still matters. */
const before = ['draft', 'in_review', 'approved', 'scheduled'];

/** What changes the list of messages as a whole: its deliveries are made some time after the launch. */
const phaseOf = (campaign: Campaign) => `${campaign.state} ${campaign.planned_at ?? ''}`;

class CampaignPage {
  private readonly id: string;
  private readonly campaign: Loading<Tagged<Campaign>>;
  private readonly checklist: Loading<Checklist>;
  private readonly results: Loading<CampaignResults>;
  private readonly deliveries: PagedList<Delivery>;
  private readonly segments: Loading<Segment[]>;
  private readonly channels: Loading<ChannelStatus[]>;
  /** Whether no part of it is one's own work: asked for once it is handed in. */
  private readonly decidable: Loading<boolean>;
  private readonly approval: ApprovalCard;
  private readonly steps: CampaignSteps;
  private url: URL;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private shown = '';

  constructor(private readonly context: PageContext) {
    const { refresh } = context;
    this.id = context.params.id ?? '';
    this.url = context.url;
    this.campaign = new Loading(refresh);
    this.checklist = new Loading(refresh);
    this.results = new Loading(refresh);
    this.deliveries = new PagedList(refresh);
    this.segments = new Loading(refresh);
    this.channels = new Loading(refresh);
    this.decidable = new Loading(refresh);
    this.approval = new ApprovalCard(refresh, context.signal);
    this.steps = new CampaignSteps({
      id: this.id,
      campaign: this.campaign,
      checklist: this.checklist,
      decidable: this.decidable,
      refresh,
      reload: this.load,
      go: context.go,
    });
    void this.segments.load(() =>
      allPages<Segment>((cursor) => listSegments({ limit: 100, cursor }, context.signal)),
    );
    if (can('templates:read')) void this.channels.load(async () => (await listChannels(context.signal)).data);
    void this.load();
  }

  load = async (): Promise<void> => {
    const { signal } = this.context;
    clearTimeout(this.timer);
    const found = await this.campaign.load(() => readCampaign(this.id, signal));
    if (!found) return;
    const { value } = found;
    if (value.state === 'in_review' && can('templates:read')) this.approval.load(value);
    if (value.state === 'in_review' && can('campaigns:approve'))
      void this.decidable.load(() => waitsForMe(this.id, signal));
    // The audience is being counted for whoever approves.
    if (value.state === 'in_review' && !value.preparation)
      this.timer = setTimeout(() => void this.load(), pause);
    if (before.includes(value.state)) void this.checklist.load(() => readChecklist(this.id, signal));
    if (value.planned_at) void this.results.load(() => readResults(this.id, signal));
    if (value.launched_at && this.shown !== phaseOf(value)) this.readDeliveries(value);
    if (value.state === 'running') this.timer = setTimeout(() => void this.load(), pause);
  };

  /** The list is read when it can be looked at in peace: not with every message. */
  private readDeliveries(campaign: Campaign): void {
    if (!can('customers:read')) return;
    this.shown = phaseOf(campaign);
    const query = apiQuery(this.url, [], ['state', 'reason', 'arm']) as DeliveryQuery;
    const { signal } = this.context;
    void this.deliveries.open((cursor) => listDeliveries(this.id, { ...query, limit: 50, cursor }, signal));
  }

  private readonly filters: Filters = {
    value: (name) => this.url.searchParams.get(name) ?? '',
    set: (changes) => this.context.go(withQuery(this.url, changes), { replace: true }),
  };

  urlChanged = (url: URL): void => {
    this.url = url;
    const campaign = this.campaign.value?.value;
    if (campaign?.launched_at) this.readDeliveries(campaign);
  };

  title = (): string => this.campaign.value?.value.name ?? t('nav.campaigns');

  languageChanged = (): void => void this.load();

  leave = (): void => clearTimeout(this.timer);

  view = (): TemplateResult => {
    const back = { href: '/campaigns', label: t('nav.campaigns') };
    const found = this.campaign.value?.value;
    const besides = [
      ...(found && before.includes(found.state) ? [this.checklist] : []),
      ...(found?.planned_at ? [this.results] : []),
    ];
    return html`${detailPage(this.campaign, back, ({ value }) => this.body(value), answered(besides))} ${this.steps.view()}`;
  };

  private body(campaign: Campaign): TemplateResult {
    const segments = this.segments.value ?? [];
    const progress = campaign.progress ? progressCard(campaign, campaign.progress) : nothing;
    // Once it is over, what it came to stands first.
    const result = campaign.planned_at ? resultCard(this.results) : nothing;
    const cards = html`<div class="stack">
      ${campaign.state === 'in_review' && can('templates:read') ? this.approval.view(campaign) : nothing}
      ${campaign.state === 'completed' ? [result, progress] : [progress, result]}
      ${
        campaign.launched_at && can('customers:read')
          ? deliveriesCard({ campaign, rows: this.deliveries, filters: this.filters })
          : nothing
      }
      ${planCard(campaign, segments)}
    </div>`;
    const checklist = before.includes(campaign.state);
    const head = titleBlock({
      title: campaign.name,
      back: { href: '/campaigns', label: t('nav.campaigns') },
      chips: stateBadge('campaign_state', campaign.state),
      tools: this.steps.buttons(campaign),
    });
    return html`${head} ${this.notes(campaign)}
    ${checklist ? html`<div class="main-aside">${cards} ${aside(checklistCard(this.checklist, campaign.channel, this.channels.value ?? []))}</div>` : cards}`;
  }

  /** Why it went back, or stands still. */
  private notes(campaign: Campaign): TemplateResult | typeof nothing {
    const { paused_reason: paused, review_note: note } = campaign;
    if (campaign.state === 'paused' && paused && paused !== 'by_hand')
      return html`<p class="note warn">${t(paused === 'failures' ? 'campaigns.paused.failures' : 'campaigns.paused.no_gateway')}</p>`;
    if (campaign.returned_for)
      return html`<p class="note warn">${t('campaigns.returned', { reason: word('return_reason', campaign.returned_for) })}</p>`;
    if (note && campaign.state === 'draft')
      return html`<p class="note warn">${t('campaigns.handed_back', { note })}</p>`;
    if (note && campaign.state === 'approved')
      return html`<p class="note warn">${t('campaigns.could_not_begin', { code: note })}</p>`;
    return nothing;
  }
}
