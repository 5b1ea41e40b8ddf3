/** Which segments the customer is in, and which campaigns reached them or did not. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CustomerSegment, ReachedCustomer } from '../../../api/marketing/of-customer.ts';
import { day, shortMoment, stateBadge } from '../../../ui/components.ts';
import { t, word } from '../../../ui/text.ts';
import type { CustomerState } from './detail-state.ts';

export function marketingCard({ segments, campaigns }: CustomerState): TemplateResult | typeof nothing {
  const memberOf = segments.value ?? [];
  const reached = campaigns.value ?? [];
  if (memberOf.length + reached.length === 0) return nothing;
  return html`<section class="card" aria-labelledby="marketing-title">
    <div class="card-head"><h2 id="marketing-title">${t('customer.marketing')}</h2></div>
    ${memberOf.length > 0 ? html`<ul class="list" aria-label=${t('nav.segments')}>${memberOf.map(segment)}</ul>` : nothing}
    ${reached.length > 0 ? html`<ul class="list" aria-label=${t('nav.campaigns')}>${reached.map(campaign)}</ul>` : nothing}
  </section>`;
}

const segment = (one: CustomerSegment): TemplateResult => html`<li>
  <span>
    <a href="/segments/${one.segment_id}">${one.name}</a><br />
    <small class="quiet">${t('customer.marketing.since', { day: day(one.since) })}</small>
  </span>
</li>`;

const campaign = (one: ReachedCustomer): TemplateResult => html`<li>
  <span>
    <a href="/campaigns/${one.campaign_id}">${one.campaign_name}</a><br />
    <small class="quiet">${word('message_channel', one.channel)} ${shortMoment(one.sent_at ?? one.due_at)}${one.reason ? html` · ${word('skip_reason', one.reason)}` : nothing}</small>
  </span>
  ${stateBadge('delivery_state', one.state)}
</li>`;
