/** The programmes of the organisation with their levels. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Programme, ProgrammeLevel } from '../../../api/loyalty/programmes.ts';
import { actionButton, editButton, money, number, stateBadge } from '../../../ui/components.ts';
import { type Loading, loaded } from '../../../ui/loading.ts';
import { t, word } from '../../../ui/text.ts';

export interface ProgrammeActions {
  /** Opens the dialog; undefined for a new one. */
  readonly editProgramme: (programme: Programme | undefined) => void;
  readonly editLevel: (programme: Programme, level: ProgrammeLevel | undefined) => void;
}

export function programmesCard(programmes: Loading<Programme[]>, actions: ProgrammeActions): TemplateResult {
  return html`<section class="card" aria-labelledby="programmes-title">
    <div class="card-head">
      <h2 id="programmes-title">${t('memberships.programmes')}</h2>
      ${actionButton({ action: 'programmes:write', everywhere: true, label: t('common.create'), describe: t('memberships.programme'), small: true, run: () => actions.editProgramme(undefined) })}
    </div>
    ${loaded(programmes, (rows) =>
      rows.length === 0
        ? html`<p class="quiet">${t('memberships.programmes.empty')}</p>`
        : html`${rows.map((one) => programmeView(actions, one))}`,
    )}
  </section>`;
}

function programmeView(actions: ProgrammeActions, programme: Programme): TemplateResult {
  const months = programme.valid_months;
  const valid = months ? t('memberships.valid', { count: months }) : t('memberships.valid.ever');
  return html`<div class="card-head">
      <h3>${programme.name} ${programme.state === 'closed' ? stateBadge('programme_state', programme.state) : nothing}</h3>
      ${editButton('programmes:write', programme.name, () => actions.editProgramme(programme), true)}
    </div>
    <p class="quiet">
      ${t('memberships.rate', { rate: number(programme.points_per_unit) })} · ${valid} · ${word('level_basis', programme.level_basis)}
    </p>
    ${
      programme.levels.length === 0
        ? html`<p class="quiet">${t('memberships.levels.empty')}</p>`
        : html`<ul class="list">${programme.levels.map((level) => levelView(actions, programme, level))}</ul>`
    }
    <p>
      ${actionButton({ action: 'programmes:write', everywhere: true, label: t('memberships.level.add'), describe: programme.name, small: true, run: () => actions.editLevel(programme, undefined) })}
    </p>`;
}

function levelView(actions: ProgrammeActions, programme: Programme, level: ProgrammeLevel): TemplateResult {
  const from = level.spend ? money(level.spend) : t('memberships.points.count', { count: level.points ?? 0 });
  return html`<li>
    <span>
      <strong>${level.name}</strong> <small class="quiet">${t('memberships.level.from', { from })}</small>
      ${level.benefits ? html`<br /><small>${level.benefits}</small>` : nothing}
    </span>
    ${editButton('programmes:write', level.name, () => actions.editLevel(programme, level), true)}
  </li>`;
}
