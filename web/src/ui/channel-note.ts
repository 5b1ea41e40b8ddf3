/** A channel that nothing can be sent by says so, and who can have it set up. */
import { html, nothing } from 'lit';
import type { ChannelStatus } from '../api/messaging/templates.ts';
import type { OptionalView } from './page.ts';
import { joined, t, word } from './text.ts';

/** Who can have it set up, by name where one may see them, else by role. */
function setUpBy({ set_up_by: by }: ChannelStatus): string {
  if (!by) return '';
  if (by.people.length > 0)
    return t('campaigns.channel.set_up_by', { people: joined(by.people.map((one) => one.name)) });
  return t('campaigns.channel.set_up_by_role', { roles: joined(by.roles.map((role) => word('role', role))) });
}

export function channelNote(channel: string, channels: readonly ChannelStatus[]): OptionalView {
  const chosen = channels.find((one) => one.channel === channel);
  if (!chosen || chosen.can_send) return nothing;
  const setting =
    channel === 'email' ? 'REGULARS_SMTP_URL' : `REGULARS_GATEWAYS_${channel.toUpperCase()}_URL`;
  const what = t('campaigns.channel.not_set_up', { channel: word('message_channel', channel), setting });
  return html`<p class="note warn wide">${what} ${setUpBy(chosen)}</p>`;
}
