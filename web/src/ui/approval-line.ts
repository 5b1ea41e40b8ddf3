/** One request that somebody else decides on: what it is, who asked, and what became of it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Approval } from '../api/insight/approvals.ts';
import { signedPoints } from '../models/loyalty/points.ts';
import { placeOf } from '../models/organisation/notifications.ts';
import { moment, money, stateBadge } from './components.ts';
import { language, t, word } from './text.ts';

/** What is asked for, beside its title: an amount, points. */
function asked(one: Approval): string {
  if (one.amount) return money(one.amount);
  return one.points === null || one.points === undefined ? '' : signedPoints(one.points, language());
}

/** `names` gives the name of a person; empty where it is not known. */
export function approvalLine(one: Approval, names: (id: string) => string): TemplateResult {
  const about = [word('approval_kind', one.kind), asked(one), names(one.asked_by), moment(one.asked_at)];
  const level =
    one.state === 'waiting' && one.level ? t('approvals.level', { level: word('level', one.level) }) : '';
  return html`<span>
      <a href=${placeOf(one.subject_id)}>${one.title}</a><br />
      <small class="quiet">${[...about, level].filter(Boolean).join(' · ')}</small>
      ${one.reason ? html`<br /><small>${one.reason}</small>` : nothing}
    </span>
    ${stateBadge('approval_state', one.state)}`;
}
