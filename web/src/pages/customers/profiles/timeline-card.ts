/** Everything that happened with a customer, newest first, filtered by kind in the URL. */
import { html, nothing, type TemplateResult } from 'lit';
import type { TimelineEntry } from '../../../api/customers/profiles.ts';
import { type TimelineRow, timelineRows } from '../../../models/customers/timeline.ts';
import { signedPoints } from '../../../models/loyalty/points.ts';
import { money, shortMoment, tierBadge } from '../../../ui/components.ts';
import type { Directory } from '../../../ui/directory.ts';
import { type IconName, icon } from '../../../ui/icons.ts';
import { pagedRows } from '../../../ui/paged-list.ts';
import { language, pair, t, word, wordValues } from '../../../ui/text.ts';
import type { CustomerActions, CustomerState } from './detail-state.ts';

export function timelineCard(
  { timeline, url, directory }: CustomerState,
  actions: CustomerActions,
): TemplateResult {
  const chosen = url.searchParams.getAll('kind');
  return html`<section class="card" aria-labelledby="timeline-title">
    <h2 id="timeline-title">${t('customer.timeline')}</h2>
    <div class="chips" role="group" aria-label=${t('customer.timeline.filter')}>
      ${wordValues('timeline_kind').map(
        (kind) => html`<button
          type="button"
          class="chip"
          aria-pressed=${chosen.includes(kind) ? 'true' : 'false'}
          @click=${() => actions.filterTimeline(kind)}
        >
          ${word('timeline_kind', kind)}
        </button>`,
      )}
    </div>
    ${pagedRows(timeline, { rows: (rows) => html`<ol class="timeline icons">${timelineRows(rows).map((row) => rowView(row, directory))}</ol>`, empty: () => html`<p class="quiet">${t('customer.timeline.empty')}</p>` })}
  </section>`;
}

const icons: Partial<Record<string, IconName>> = {
  purchase: 'store',
  refund: 'download',
  interaction: 'bell',
  consent: 'lock',
  tier: 'filter',
  task: 'check',
  complaint: 'warning',
  enrolment: 'card',
  level: 'card',
  points: 'plus',
};

function rowView({ entry, earned }: TimelineRow<TimelineEntry>, directory: Directory): TemplateResult {
  const shop = directory.unitName(text(dataOf(entry).unit_id));
  return html`<li>
    ${icon(icons[entry.kind] ?? 'user')}
    <span class="when">${shortMoment(entry.occurred_at)}</span>
    <div>
      <strong>${word('timeline_kind', entry.kind)}</strong> ${details(entry)}
      ${shop ? html`<span class="quiet">${shop}</span>` : nothing}
      ${earned ? html`· ${pointsLink(earned)}` : nothing}
    </div>
  </li>`;
}

type Data = Record<string, unknown>;

const dataOf = (entry: TimelineEntry): Data => (entry.data ?? {}) as Data;

/** The points of a purchase, in its own row. */
const pointsLink = (entry: TimelineEntry): TemplateResult =>
  html`<a class="nowrap" href="/memberships/${text(dataOf(entry).membership_id)}">${t('memberships.points.signed', { points: pointsOf(dataOf(entry)) })}</a>`;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function amount(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  const found = value as Data;
  if (typeof found.amount !== 'number' || typeof found.currency !== 'string') return '';
  return money({ amount: found.amount, currency: found.currency });
}

const pointsOf = (data: Data): string =>
  typeof data.points === 'number' ? signedPoints(data.points, language()) : '';

const competitorNamed = (data: Data): string =>
  data.competitor ? pair(t('customer.interaction.competitor'), text(data.competitor)) : '';

/** What each kind of entry says beside its name. Fields this console does not know are passed over. */
function details(entry: TimelineEntry): TemplateResult | string | typeof nothing {
  const data = dataOf(entry);
  switch (entry.kind) {
    case 'purchase':
      return html`${amount(data.net ?? data.amount)} <span class="quiet">${word('channel', text(data.channel))}</span>`;
    case 'refund':
      return html`${amount(data.amount)} <span class="quiet">${text(data.reason)}</span>`;
    case 'interaction':
      return html`${word('interaction_kind', text(data.kind))}${data.text ? `: ${text(data.text)}` : ''}
        <span class="quiet">${[word('direction', text(data.direction)), text(data.outcome), competitorNamed(data)].filter(Boolean).join(' · ')}</span>`;
    case 'consent':
      return pair(
        word('consent_channel', text(data.channel)),
        data.granted ? t('customer.consent.granted') : t('customer.consent.refused'),
      );
    case 'tier':
      return html`${data.previous ? html`${tierBadge(text(data.previous))} → ` : nothing}${tierBadge(text(data.class))}`;
    case 'complaint':
      return html`<a href="/complaints/${entry.id}">${text(data.text).slice(0, 60)}</a> <span class="quiet">${word('case_state', text(data.state))}</span>`;
    case 'enrolment':
      return html`<a href="/memberships/${entry.id}">${text(data.programme)}</a> <span class="quiet">${word('membership_state', text(data.state))}</span>`;
    case 'level':
      return html`${data.previous ? `${text(data.previous)} → ` : ''}${text(data.level) || t('memberships.level.none')}
        <span class="quiet">${word('level_cause', text(data.cause))}</span>`;
    case 'points':
      return html`<a href="/memberships/${text(data.membership_id)}">${pointsOf(data)}</a>
        <span class="quiet">${[word('point_kind', text(data.kind)), text(data.note)].filter(Boolean).join(' · ')}</span>`;
    case 'task':
      return html`${text(data.title)} <span class="quiet">${word('task_state', text(data.state))}</span>`;
    default:
      return word('source', text(data.source));
  }
}
