/** The cards beside a case: clocks, what was promised, corrective actions, files. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Case, Clock, Compensation } from '../../../api/service/complaints.ts';
import { can } from '../../../api/session.ts';
import { formatBytes } from '../../../models/format.ts';
import { actionButton, day, money, stateBadge } from '../../../ui/components.ts';
import { loaded } from '../../../ui/loading.ts';
import { language, pair, t, word } from '../../../ui/text.ts';
import { type CaseActions, type CaseState, personName } from './detail-state.ts';
import { dueView } from './due-view.ts';

function card(id: string, title: string, body: TemplateResult): TemplateResult {
  return html`<section class="card" aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    ${body}
  </section>`;
}

export function clocksCard({ directory }: CaseState, found: Case): TemplateResult {
  const row = (clock: Clock) => html`<li>
    <span>
      ${word('clock_kind', clock.kind)}
      <small class="quiet">${[word('level', clock.level), directory.unitName(clock.unit_id)].filter(Boolean).join(' · ')}</small><br />
      ${clock.due_at ? dueView(clock.due_at) : nothing}
      <small class="quiet">${t('complaints.limit', { count: clock.limit_days })}</small>
    </span>
    ${stateBadge('clock_state', clock.state)}
  </li>`;
  return card('clocks-title', t('complaints.clocks'), html`<ul class="list">${found.clocks.map(row)}</ul>`);
}

/** What was promised, points with what they are worth. */
const worth = (one: Compensation): string =>
  one.points
    ? t('common.with_sign', {
        label: t('memberships.points.count', { count: one.points }),
        sign: money(one.amount),
      })
    : money(one.amount);

export function compensationsCard(found: Case, actions: CaseActions): TemplateResult {
  const act = (label: string, one: Compensation, run: () => void) =>
    actionButton({
      action: 'complaints:compensate',
      label,
      describe: word('compensation_kind', one.kind),
      small: true,
      run,
    });
  const buttons = (one: Compensation) => {
    const answer = (approved: boolean) => () => actions.decide(one, approved);
    if (one.state === 'proposed') {
      return html`${act(t('complaints.approve'), one, answer(true))} ${act(t('complaints.decline'), one, answer(false))}`;
    }
    return one.state === 'approved' ? act(t('complaints.given'), one, () => actions.execute(one)) : nothing;
  };
  const row = (one: Compensation) => html`<li>
    <span>
      ${word('compensation_kind', one.kind)} ${worth(one)} ${stateBadge('compensation_state', one.state)}
      ${one.description ? html`<br /><small class="quiet">${one.description}</small>` : nothing}
      ${one.state === 'proposed' ? html`<br /><small class="quiet">${t('complaints.approver', { level: word('level', one.approval_level) })}</small>` : nothing}
    </span>
    <span class="buttons">${buttons(one)}</span>
  </li>`;
  const body =
    found.compensations.length === 0
      ? html`<p class="quiet">${t('complaints.compensations.empty')}</p>`
      : html`<ul class="list">${found.compensations.map(row)}</ul>`;
  return card('compensations-title', t('complaints.compensations'), body);
}

export function actionsCard(state: CaseState, found: Case): TemplateResult | typeof nothing {
  if (found.actions.length === 0) return nothing;
  const row = (one: Case['actions'][number]) => html`<li>
    <span>${one.title}<br /><small class="quiet">${personName(state, one.owner_id)} · ${day(one.due_on)}</small></span>
  </li>`;
  return card(
    'actions-title',
    t('complaints.actions'),
    html`<ul class="list">${found.actions.map(row)}</ul>`,
  );
}

export function attachmentsCard({ attachments }: CaseState, actions: CaseActions): TemplateResult {
  const choose = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (file) actions.attach(file);
  };
  const files = loaded(attachments, (rows) =>
    rows.length === 0
      ? html`<p class="quiet">${t('complaints.attachments.empty')}</p>`
      : html`<ul class="list">
          ${rows.map(
            (one) => html`<li>
              <span>${one.file_name} <small class="quiet">${formatBytes(one.bytes, language())}</small></span>
              <button type="button" class="button small" aria-label=${pair(t('complaints.download'), one.file_name)} @click=${() => actions.download(one)}>
                ${t('complaints.download')}
              </button>
            </li>`,
          )}
        </ul>`,
  );
  const add = can('complaints:write')
    ? html`<div class="field">
        <label for="case-file">${t('complaints.attach')}</label>
        <input id="case-file" type="file" accept="image/jpeg,image/png,image/webp,application/pdf,text/plain,audio/mpeg,audio/mp4,video/mp4" @change=${choose} />
      </div>`
    : nothing;
  return card('attachments-title', t('complaints.attachments'), html`${files} ${add}`);
}
