/** How one case looks: head, chain of levels, next steps, what happened; clocks, promises and files at the side. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Case, ComplaintEvent } from '../../../api/service/complaints.ts';
import { fact, moment, money, stateBadge } from '../../../ui/components.ts';
import { loaded } from '../../../ui/loading.ts';
import { t, word, wordValues } from '../../../ui/text.ts';
import type { CasePage } from './detail.ts';
import { dueView, excerpt } from './due-view.ts';
import { actionsCard, attachmentsCard, clocksCard, compensationsCard } from './side-cards.ts';

export function caseView(page: CasePage): TemplateResult {
  return html`<div class="page" aria-busy=${page.case.busy ? 'true' : 'false'}>
    ${loaded(page.case, (found) => content(page, found), 8)} ${page.steps.view()}
  </div>`;
}

function content(page: CasePage, found: Case): TemplateResult {
  return html`<div class="page-head">
      <div>
        <p class="crumb"><a href="/complaints">${t('nav.complaints')}</a></p>
        <h1 dir="auto">${excerpt(found.text, 40)}</h1>
        <div class="chips">
          ${stateBadge('case_state', found.state)} ${found.severity ? stateBadge('severity', found.severity) : nothing}
          ${found.finding ? stateBadge('finding', found.finding) : nothing} ${dueView(found.next_due_at)}
        </div>
      </div>
    </div>
    ${chain(page, found)}
    <div class="main-aside">
      <div class="stack">
        ${page.steps.card(found)} ${contentCard(page, found)} ${eventsCard(page)}
      </div>
      <div class="stack">
        ${clocksCard(page, found)} ${compensationsCard(page, found)} ${actionsCard(page, found)} ${attachmentsCard(page)}
      </div>
    </div>`;
}

/** The levels of the organisation, the one that must act marked. */
function chain(page: CasePage, found: Case): TemplateResult {
  return html`<ol class="chain" aria-label=${t('complaints.chain')}>
    ${wordValues('level').map(
      (level) => html`<li aria-current=${level === found.level ? 'step' : nothing}>
        ${word('level', level)}${level === found.level ? html`<small>${page.unitName(found.acting_unit_id)}</small>` : nothing}
      </li>`,
    )}
  </ol>`;
}

function contentCard(page: CasePage, found: Case): TemplateResult {
  const reasons = found.severity_reasons.map((reason) => word('severity_reason', reason)).join(' · ');
  const suggested = [word('severity', found.suggested_severity), reasons].filter(Boolean).join(': ');
  const category = page.categories.find((one) => one.id === found.category_id)?.name;
  return html`<section class="card" aria-labelledby="case-title">
    <h2 id="case-title">${t('complaints.content')}</h2>
    <p class="wrap" dir="auto">${found.text}</p>
    <dl class="facts">
      ${fact(t('complaints.customer'), html`<a href="/customers/${found.customer_id}">${page.customer || t('complaints.customer.open')}</a>`)}
      ${fact(t('complaints.unit'), page.unitName(found.unit_id))} ${fact(t('complaints.category'), category)}
      ${fact(t('complaints.channel'), word('intake_channel', found.channel))}
      ${fact(t('complaints.wish'), found.wish)} ${fact(t('complaints.value'), money(found.value))}
      ${fact(t('complaints.suggestion'), suggested)} ${fact(t('complaints.explanation'), found.explanation)}
      ${fact(t('complaints.task_force'), found.task_force.map((id) => page.userName(id)).join(', '))}
      ${fact(t('complaints.cause'), [word('cause', found.cause), word('cause_detail', found.cause_detail)].filter(Boolean).join(' · '))}
      ${fact(t('complaints.resolution'), found.resolution)} ${fact(t('complaints.lesson'), found.lesson)}
      ${fact(t('complaints.occurred'), moment(found.occurred_at))}
    </dl>
  </section>`;
}

function eventsCard(page: CasePage): TemplateResult {
  const row = (event: ComplaintEvent) => html`<li>
    <time datetime=${event.occurred_at}>${moment(event.occurred_at)}</time>
    <div>
      <strong>${word('complaint_event', event.kind)}</strong> ${details(event)}
      <small class="quiet">${page.userName(event.recorded_by)}</small>
      ${event.text ? html`<p class="wrap" dir="auto">${event.text}</p>` : nothing}
    </div>
  </li>`;
  return html`<section class="card" aria-labelledby="events-title">
    <h2 id="events-title">${t('complaints.events')}</h2>
    ${loaded(page.events, (rows) => html`<ol class="timeline">${[...rows].reverse().map(row)}</ol>`)}
  </section>`;
}

/** What an event says beside its kind. */
function details(event: ComplaintEvent): string {
  const data = event.data as Record<string, unknown>;
  const text = (name: string) => (typeof data[name] === 'string' ? (data[name] as string) : '');
  switch (event.kind) {
    case 'escalated':
      return `${word('clock_kind', text('clock'))}: ${word('level', text('from'))} → ${word('level', text('to'))}`;
    case 'clock_missed':
      return word('clock_kind', text('clock'));
    case 'triaged':
      return word('severity', text('severity'));
    case 'verified':
      return word('finding', text('finding'));
    case 'compensation_promised':
      return word('compensation_kind', text('kind'));
    case 'resolved':
      return word('cause_detail', text('cause_detail'));
    case 'attached':
      return text('file_name');
    default:
      return '';
  }
}
