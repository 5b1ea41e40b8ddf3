/** One notification: what it is, when, and the way to what it is about. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Notification } from '../api/organisation/notifications.ts';
import { placeOf } from '../models/organisation/notifications.ts';
import { moment } from './components.ts';
import { pair, word } from './text.ts';

/** Kinds that say by themselves what they are about. */
const plain = ['task_given', 'complaint_given', 'webhook_off', 'webhook_failed', 'work_handed_over'];

/** What somebody is told, in one line. */
export function notificationText(one: Notification): string {
  const about = plain.includes(one.kind) ? '' : word('notification_subject', one.subject);
  const what = [word('notification_kind', one.kind), about].filter(Boolean).join(' · ');
  return one.title ? pair(what, one.title) : what;
}

export function notificationLine(
  one: Notification,
  follow: (one: Notification, event: Event) => void,
): TemplateResult {
  return html`<a href=${placeOf(one.subject_id)} @click=${(event: Event) => follow(one, event)}>${notificationText(one)}</a>
    ${one.reason ? html`<br /><span>${one.reason}</span>` : nothing}<br />
    <small class="quiet">${moment(one.created_at)}</small>`;
}
