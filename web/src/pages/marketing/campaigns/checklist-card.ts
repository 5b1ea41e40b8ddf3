/** What a campaign still lacks, how many people there are, and who can set up a channel that is missing. */
import { html, type TemplateResult } from 'lit';
import type { Checklist } from '../../../api/marketing/campaigns.ts';
import type { ChannelStatus } from '../../../api/messaging/templates.ts';
import { channelNote } from '../../../ui/channel-note.ts';
import { figure, number, stateBadge } from '../../../ui/components.ts';
import { type Loading, loaded } from '../../../ui/loading.ts';
import { t, word } from '../../../ui/text.ts';

export function checklistCard(
  source: Loading<Checklist>,
  channel: string,
  channels: readonly ChannelStatus[],
): TemplateResult {
  return html`<section class="card stack" aria-labelledby="checklist-title">
    <h2 id="checklist-title">${t('campaigns.checklist')}</h2>
    ${loaded(source, body, 8)} ${channelNote(channel, channels)}
  </section>`;
}

function body(checklist: Checklist): TemplateResult {
  return html`<div class="figures">
      ${figure(t('campaigns.people'), number(checklist.people))}
      ${figure(t('campaigns.reachable'), number(checklist.reachable))}
      ${figure(t('campaigns.to_hold_out'), number(checklist.held_out))}
    </div>
    <ul class="list">
      ${checklist.items.map((item) => html`<li><span>${word('checklist_part', item.part)}</span> ${stateBadge('readiness', item.readiness)}</li>`)}
    </ul>`;
}
