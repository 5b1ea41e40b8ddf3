/** One segment: its rule in words, its members, and why somebody is one of them. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Tagged } from '../../../api/client.ts';
import { searchCustomers } from '../../../api/customers/profiles.ts';
import { findRunning, follow, onJob } from '../../../api/job-watch.ts';
import { isOver, type Job } from '../../../api/jobs.ts';
import {
  changeSegment,
  explainMember,
  listMembers,
  type Member,
  readSegment,
  refreshSegment,
  type Segment,
  type SegmentExplanation,
} from '../../../api/marketing/segments.ts';
import { can } from '../../../api/session.ts';
import { aside } from '../../../ui/aside.ts';
import { ownerName, refusalAt } from '../../../ui/belonging.ts';
import { actionButton, moment, number, stateBadge, titleBlock } from '../../../ui/components.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { detailPage } from '../../../ui/detail-page.ts';
import { Directory } from '../../../ui/directory.ts';
import { jobView } from '../../../ui/job-view.ts';
import { answered, Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { pair, t, word } from '../../../ui/text.ts';
import { explainCard } from './explain-card.ts';
import { membersCard } from './members-card.ts';
import { StaticMembers } from './static-members.ts';

export const openSegment: OpenPage = (context) => new SegmentPage(context);

/** How long until a segment that waits for its refresh is read again, and how often. */
const pause = 2000;
const mostLooks = 30;

class SegmentPage {
  private readonly id: string;
  private readonly segment: Loading<Tagged<Segment>>;
  private readonly members: PagedList<Member>;
  private readonly explanation: Loading<{ name: string; found: SegmentExplanation } | undefined>;
  private readonly confirm: Confirm;
  private readonly directory: Directory;
  private readonly staticMembers: StaticMembers;
  private readonly unwatch: () => void;
  private job: Job | undefined;
  private asked = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private looks = 0;

  constructor(private readonly context: PageContext) {
    const { refresh } = context;
    this.id = context.params.id ?? '';
    this.segment = new Loading(refresh);
    this.members = new PagedList(refresh);
    this.explanation = new Loading(refresh);
    this.confirm = new Confirm(refresh);
    this.directory = new Directory(refresh, ['units']);
    this.staticMembers = new StaticMembers(this.id, refresh, (segment) => {
      this.segment.value = segment;
      void this.members.open((cursor) => listMembers(this.id, cursor, context.signal));
      refresh();
    });
    this.unwatch = onJob(this.jobChanged);
    void this.load();
  }

  private load = async (): Promise<void> => {
    const { signal } = this.context;
    await this.segment.load(() => readSegment(this.id, signal));
    if (can('customers:read')) void this.members.open((cursor) => listMembers(this.id, cursor, signal));
    this.lookAgain();
  };

  /** A rule that was just saved has a refresh on its way: its progress is shown, and then the new members. */
  private lookAgain(): void {
    clearTimeout(this.timer);
    const segment = this.segment.value?.value;
    if (!segment?.stale || segment.state === 'archived' || this.looks >= mostLooks) return;
    this.looks += 1;
    if (can('jobs:read')) void findRunning().catch(() => undefined);
    this.timer = setTimeout(() => void this.load(), pause);
  }

  /** The refresh of this segment, or of all: when it is over the members are others. */
  private jobChanged = (job: Job): void => {
    if (job.kind !== 'segments.refresh' || (job.subject_id && job.subject_id !== this.id)) return;
    this.job = job;
    if (job.state === 'succeeded') void this.load();
    this.context.refresh();
  };

  private renew = (): void => {
    void refreshSegment(this.id)
      .then((job) => {
        this.job = job;
        follow(job);
      })
      .catch((error: unknown) => announce(problemText(error).title))
      .finally(this.context.refresh);
  };

  private explain = (asked: string): void => {
    this.asked = asked;
    if (asked === '') return;
    void this.explanation.load(async () => {
      const byId = asked.startsWith('cus_')
        ? { id: asked, name: asked }
        : (await searchCustomers(asked, 1))[0];
      if (!byId) return undefined;
      return { name: byId.name, found: await explainMember(this.id, byId.id, this.context.signal) };
    });
  };

  private setState = (segment: Segment, next: Segment['state']): void => {
    const archiving = next === 'archived';
    this.confirm.ask({
      title: t(archiving ? 'segments.archive' : 'segments.reopen'),
      detail: t(archiving ? 'segments.archive.detail' : 'segments.reopen.detail', { name: segment.name }),
      label: t(archiving ? 'segments.archive' : 'segments.reopen'),
      run: async () => {
        const tag = this.segment.value?.tag ?? '';
        this.segment.value = await changeSegment(segment.id, tag, { state: next });
        announce(t('common.saved'));
      },
    });
  };

  title = (): string => this.segment.value?.value.name ?? t('nav.segments');

  languageChanged = (): void => {
    void this.load();
    this.explain(this.asked);
  };

  leave = (): void => {
    clearTimeout(this.timer);
    this.unwatch();
  };

  view = (): TemplateResult => {
    const back = { href: '/segments', label: t('nav.segments') };
    const members = can('customers:read') ? [this.members.first] : [];
    return html`${detailPage(this.segment, back, ({ value }) => this.body(value), answered(members))}
    ${this.confirm.view()} ${this.staticMembers.view()}`;
  };

  private tools(segment: Segment): TemplateResult {
    const active = segment.state === 'active';
    const button = (label: string, run: () => void) =>
      actionButton({ action: 'segments:write', refused: this.refused(segment), label, run });
    return html`${segment.rule ? button(t('segments.edit'), () => this.context.go(`/segments/${segment.id}/rule`)) : nothing}
    ${segment.rule && active ? button(t('segments.refresh'), this.renew) : nothing}
    ${active ? button(t('segments.archive'), () => this.setState(segment, 'archived')) : button(t('segments.reopen'), () => this.setState(segment, 'active'))}`;
  }

  private refused(segment: Segment): string | undefined {
    return refusalAt('segments:write', this.directory.units, segment.unit_id);
  }

  private body(segment: Segment): TemplateResult {
    const shown = this.job && !isOver(this.job) ? this.job : undefined;
    const byHand =
      segment.kind === 'static' && segment.state === 'active' && this.refused(segment) === undefined;
    const back = { href: '/segments', label: t('nav.segments') };
    const chips = stateBadge('segment_state', segment.state);
    const head = {
      title: segment.name,
      back,
      chips,
      lead: segment.description ?? '',
      tools: this.tools(segment),
    };
    return html`${titleBlock(head)}
    <div class="main-aside">
      <div class="stack">
        ${this.rule(segment)}
        ${can('customers:read') ? membersCard(this.members, byHand ? this.staticMembers.tools : undefined) : nothing}
      </div>
      ${aside(html`${shown ? html`<section class="card" aria-label=${word('job_kind', shown.kind)}>${jobView(shown, this.context.refresh)}</section>` : nothing}
      ${can('customers:read') ? explainCard({ asked: this.asked, source: this.explanation, explain: this.explain }) : nothing}`)}
    </div>`;
  }

  private rule(segment: Segment): TemplateResult {
    return html`<section class="card stack" aria-labelledby="rule-title">
      <h2 id="rule-title">${t('segments.rule')}</h2>
      <p class="note">${segment.reading ?? t('segments.by_hand')}</p>
      <p class="quiet">${pair(t('common.owner'), ownerName(this.directory.units, segment.unit_id))}</p>
      ${segment.stale ? html`<p class="note warn">${t('segments.stale')}</p>` : nothing}
      <p>
        <strong class="segment-count">${number(segment.size)}</strong>
        ${t('segments.members.count', { count: segment.size })}
      </p>
      <p class="quiet">
        ${
          segment.refreshed_at
            ? t('segments.refreshed_at', {
                at: moment(segment.refreshed_at),
                came: segment.came,
                went: segment.went,
              })
            : t('segments.never')
        }
      </p>
    </section>`;
  }
}
