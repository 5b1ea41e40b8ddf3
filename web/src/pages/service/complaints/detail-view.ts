/** How one case looks: head, chain of levels, next steps, what happened; clocks, promises and files at the side. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Case, ComplaintEvent } from '../../../api/service/complaints.ts';
import { excerpt } from '../../../models/format.ts';
import { aside } from '../../../ui/aside.ts';
import { actionButton, fact, moment, money, stateBadge, titleBlock } from '../../../ui/components.ts';
import { detailPage } from '../../../ui/detail-page.ts';
import { answered, loaded } from '../../../ui/loading.ts';
import { joined, pair, t, word, wordValues } from '../../../ui/text.ts';
import { type CaseActions, type CaseState, personName, type Step } from './detail-state.ts';
import { dueView } from './due-view.ts';
import { actionsCard, attachmentsCard, clocksCard, compensationsCard } from './side-cards.ts';
import { rightOf } from './step-forms.ts';

export function caseView(state: CaseState, actions: CaseActions): TemplateResult {
  const back = { href: '/complaints', label: t('nav.complaints') };
  const hasNames = state.directory.isRead && state.hasNames;
  const besides = hasNames && answered([state.events, state.attachments]);
  return detailPage(state.case, back, (found) => content(state, actions, found), besides);
}

function content(state: CaseState, actions: CaseActions, found: Case): TemplateResult {
  return html`${titleBlock({
    title: excerpt(found.text, 40),
    back: { href: '/complaints', label: t('nav.complaints') },
    chips: html`${stateBadge('case_state', found.state)} ${found.severity ? stateBadge('severity', found.severity) : nothing}
        ${found.finding ? stateBadge('finding', found.finding) : nothing} ${dueView(found.next_due_at)}`,
  })}
    ${chain(state, found)}
    <div class="main-aside">
      <div class="stack">
        ${stepsCard(found, actions)} ${contentCard(state, found)} ${eventsCard(state)}
      </div>
      ${aside(html`${clocksCard(state, found)} ${compensationsCard(found, actions)} ${actionsCard(state, found)} ${attachmentsCard(state, actions)}`)}
    </div>`;
}

/** The levels of the organisation, the one that must act marked. */
function chain(state: CaseState, found: Case): TemplateResult {
  return html`<ol class="chain" aria-label=${t('complaints.chain')}>
    ${wordValues('level').map(
      (level) => html`<li aria-current=${level === found.level ? 'step' : nothing}>
        ${word('level', level)}${level === found.level ? html`<small>${state.directory.unitName(found.acting_unit_id)}</small>` : nothing}
      </li>`,
    )}
  </ol>`;
}

/** The next steps as buttons; the first brings the case forward. */
function stepsCard(found: Case, actions: CaseActions): TemplateResult | typeof nothing {
  if (found.next_steps.length === 0) return nothing;
  const button = (step: Step, at: number) =>
    actionButton({
      action: rightOf(step),
      label: word('next_step', step),
      primary: at === 0,
      run: () => actions.takeStep(step),
    });
  return html`<section class="card" aria-labelledby="steps-title">
    <h2 id="steps-title">${t('complaints.next_steps')}</h2>
    <div class="buttons">${found.next_steps.map(button)}</div>
  </section>`;
}

function contentCard(state: CaseState, found: Case): TemplateResult {
  const reasons = found.severity_reasons.map((reason) => word('severity_reason', reason)).join(' · ');
  const severity = word('severity', found.suggested_severity);
  const suggested = reasons ? pair(severity, reasons) : severity;
  const category = state.categories.find((one) => one.id === found.category_id)?.name;
  return html`<section class="card" aria-labelledby="case-title">
    <h2 id="case-title">${t('complaints.content')}</h2>
    <p class="wrap" dir="auto">${found.text}</p>
    <dl class="facts">
      ${fact(t('complaints.customer'), html`<a href="/customers/${found.customer_id}">${state.customer || t('complaints.customer.open')}</a>`)}
      ${fact(t('complaints.unit'), state.directory.unitName(found.unit_id))} ${fact(t('complaints.category'), category)}
      ${fact(t('complaints.channel'), word('intake_channel', found.channel))}
      ${fact(t('complaints.wish'), found.wish)} ${fact(t('complaints.value'), money(found.value))}
      ${fact(t('complaints.suggestion'), suggested)} ${fact(t('complaints.explanation'), found.explanation)}
      ${fact(t('complaints.task_force'), joined(found.task_force.map((id) => personName(state, id))))}
      ${fact(t('complaints.cause'), [word('cause', found.cause), word('cause_detail', found.cause_detail)].filter(Boolean).join(' · '))}
      ${fact(t('complaints.resolution'), found.resolution)} ${fact(t('complaints.lesson'), found.lesson)}
      ${fact(t('complaints.occurred'), moment(found.occurred_at))}
    </dl>
  </section>`;
}

function eventsCard(state: CaseState): TemplateResult {
  const row = (event: ComplaintEvent) => html`<li>
    <time datetime=${event.occurred_at}>${moment(event.occurred_at)}</time>
    <div>
      <strong>${word('complaint_event', event.kind)}</strong> ${details(event)}
      <small class="quiet">${personName(state, event.recorded_by)}</small>
      ${event.text ? html`<p class="wrap" dir="auto">${event.text}</p>` : nothing}
    </div>
  </li>`;
  return html`<section class="card" aria-labelledby="events-title">
    <h2 id="events-title">${t('complaints.events')}</h2>
    ${loaded(state.events, (rows) => html`<ol class="timeline">${[...rows].reverse().map(row)}</ol>`)}
  </section>`;
}

/** What an event says beside its kind. */
function details(event: ComplaintEvent): string {
  const data = event.data as Record<string, unknown>;
  const text = (name: string) => (typeof data[name] === 'string' ? (data[name] as string) : '');
  switch (event.kind) {
    case 'escalated':
      return pair(
        word('clock_kind', text('clock')),
        `${word('level', text('from'))} → ${word('level', text('to'))}`,
      );
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
