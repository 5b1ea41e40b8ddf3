/** What somebody approves: the message as a customer gets it, whom it goes to, and what it offers. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Campaign } from '../../../api/marketing/campaigns.ts';
import { listMembers, readSegment, type Segment } from '../../../api/marketing/segments.ts';
import { previewTemplate, type TemplatePreview } from '../../../api/messaging/templates.ts';
import { can } from '../../../api/session.ts';
import { fact, money, number } from '../../../ui/components.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { joined, t, word } from '../../../ui/text.ts';

/** One content, as one person of the audience would get it. */
interface Shown {
  arm: Campaign['arms'][number];
  preview: TemplatePreview;
}

interface Matter {
  messages: Shown[];
  segments: Segment[];
  excluded: Segment[];
}

export class ApprovalCard {
  private readonly matter: Loading<Matter>;

  constructor(
    refresh: () => void,
    private readonly signal: AbortSignal,
  ) {
    this.matter = new Loading(refresh);
  }

  /** Reads what is to be approved: once for each state of the campaign. */
  load(campaign: Campaign): void {
    void this.matter.load(() => read(campaign, this.signal));
  }

  view(campaign: Campaign): TemplateResult {
    const { preparation, plan } = campaign;
    return html`<section class="card stack" aria-labelledby="approval-title">
      <h2 id="approval-title">${t('campaigns.approval')}</h2>
      <dl class="facts">
        ${fact(t('campaigns.plan.execution.offer'), plan.execution?.offer ?? t('campaigns.approval.no_offer'))}
        ${fact(t('campaigns.budget'), money(campaign.budget))}
        ${fact(t('campaigns.people'), preparation ? number(preparation.people) : undefined)}
        ${fact(t('campaigns.reachable'), preparation ? number(preparation.reachable) : undefined)}
      </dl>
      ${loaded(this.matter, matterView, 6)}
    </section>`;
  }
}

async function read(campaign: Campaign, signal: AbortSignal): Promise<Matter> {
  const { segments = [], exclude = [] } = campaign.audience;
  const segment = async (id: string) => (await readSegment(id, signal)).value;
  const somebody = can('customers:read') ? await memberOf(segments, signal) : undefined;
  const messages = campaign.arms.map(async (arm) => ({
    arm,
    preview: await previewTemplate(arm.template_id, somebody ? { customer_id: somebody } : {}, signal),
  }));
  return {
    messages: await Promise.all(messages),
    segments: await Promise.all(segments.map(segment)),
    excluded: await Promise.all(exclude.map(segment)),
  };
}

/** The first one of the audience that one may see. */
async function memberOf(segments: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  for (const id of segments) {
    const [first] = (await listMembers(id, undefined, signal)).data;
    if (first) return first.customer_id;
  }
  return undefined;
}

function matterView({ messages, segments, excluded }: Matter): TemplateResult {
  const rows = (list: readonly Segment[]) => html`<ul class="list">
    ${list.map(
      (one) => html`<li>
        <span><a href="/segments/${one.id}">${one.name}</a><br /><small class="quiet">${one.reading ?? word('segment_kind', one.kind)}</small></span>
        <span>${t('campaigns.members', { count: one.size, number: number(one.size) })}</span>
      </li>`,
    )}
  </ul>`;
  return html`${messages.map(messageView)}
    <h3>${t('campaigns.audience.of')}</h3>
    ${rows(segments)}
    ${excluded.length > 0 ? html`<h3>${t('campaigns.audience.without')}</h3>${rows(excluded)}` : nothing}`;
}

function messageView({ arm, preview }: Shown): TemplateResult {
  const missing = joined(preview.missing.map((field) => word('merge_field', field)));
  const as = t('templates.preview.as', {
    name: preview.customer_name ?? '',
    language: word('language', preview.language),
  });
  return html`<div role="group" aria-label=${arm.name}>
    <h3>${arm.name}</h3>
    <p class="quiet">${as}</p>
    ${missing ? html`<p class="note">${t('templates.preview.missing', { fields: missing })}</p>` : nothing}
    <div class="message" lang=${preview.language}>
      ${preview.subject ? html`<p><strong>${preview.subject}</strong></p>` : nothing}
      <p class="message-text">${preview.text}</p>
    </div>
    ${
      preview.html
        ? html`<iframe class="message-html" sandbox="" title=${t('templates.preview.html')} srcdoc=${preview.html}></iframe>`
        : nothing
    }
  </div>`;
}
