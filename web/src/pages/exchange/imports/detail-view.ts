/** How an import { detailPage } from '../../../ui/detail-page.ts';
import looks at each of its steps. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Import, Rejection, UndoPlan } from '../../../api/exchange/imports.ts';
import { isOver } from '../../../api/jobs.ts';
import { ProblemError } from '../../../api/problem.ts';
import { isBusy, missingFields, stepOf, steps } from '../../../models/exchange/import-mapping.ts';
import { formatBytes } from '../../../models/format.ts';
import { actionButton, day, figure, number, stateBadge, titleBlock } from '../../../ui/components.ts';
import { detailPage } from '../../../ui/detail-page.ts';
import { jobView } from '../../../ui/job-view.ts';
import { loaded } from '../../../ui/loading.ts';
import { pagedRows } from '../../../ui/paged-list.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import type { RowWindow } from '../../../ui/row-window.ts';
import { table } from '../../../ui/table.ts';
import { joined, language, pair, t, word } from '../../../ui/text.ts';
import type { ImportActions, ImportState } from './detail-state.ts';
import { mappingView } from './mapping-view.ts';
import { questionsView } from './questions-view.ts';
import { samplesView } from './samples-view.ts';

export function importView(state: ImportState, actions: ImportActions): TemplateResult {
  const back = { href: '/imports', label: t('nav.imports') };
  return detailPage(state.found, back, ({ value }) => content(state, actions, value));
}

function content(state: ImportState, actions: ImportActions, value: Import): TemplateResult {
  const running = isBusy(value.state);
  return html`${titleBlock({
    title: value.file_name,
    back: { href: '/imports', label: t('nav.imports') },
    chips: stateBadge('import_state', value.state),
    lead: html`${word('import_kind', value.kind)} · ${word('import_format', value.format)} · ${word('import_encoding', value.encoding)} ·
        ${formatBytes(value.bytes, language())}`,
    tools: running
      ? undefined
      : actionButton({ action: 'imports:write', label: t('imports.remove'), run: actions.remove }),
  })}
    ${stepsView(value)} ${state.failure ? failureView(state.failure) : nothing}
    <div role="status">${progress(state, actions)}</div>
    ${resultView(state, actions, value)} ${undoView(state, actions, value)}
    ${value.state === 'checked' && state.preview.value ? questionsView(state, actions, state.preview.value) : nothing}
    ${rejectionsView(state, actions, value)} ${warningsView(state, value)}
    ${value.state === 'draft' ? html`<p class="note warn">${t('imports.draft')}</p>` : nothing}
    ${['uploaded', 'checked', 'failed'].includes(value.state) ? mapStep(state, actions, value) : nothing}`;
}

/** What is wrong with the mapping, field by field. */
function failureView(failure: unknown): TemplateResult {
  const fields = failure instanceof ProblemError ? Object.entries(failure.fields()) : [];
  const line = ([name, detail]: [string, string]) => pair(partName(name), detail);
  return problemPanel(failure, undefined, fields.map(line));
}

/** `mapping/amount` and `options/partner` as the form calls them. */
function partName(pointer: string): string {
  const [part, name = ''] = pointer.split('/');
  if (part === 'mapping') return word('import_field', name);
  if (name === 'partner') return t('imports.partner');
  if (name === 'unit_id') return t('imports.unit');
  return name === 'date_format' ? t('imports.date_format') : pointer;
}

function stepsView(value: Import): TemplateResult {
  const here = steps.indexOf(stepOf(value.state));
  return html`<ol class="steps" aria-label=${t('imports.steps')}>
    ${steps.map(
      (step, index) => html`<li
        aria-current=${index === here ? 'step' : nothing}
        ?data-done=${index < here || value.state === 'completed' || value.state === 'undone'}
      >
        ${t(`imports.step.${step}`)}
      </li>`,
    )}
  </ol>`;
}

function progress({ job }: ImportState, { refresh }: ImportActions): TemplateResult | typeof nothing {
  if (!job || (isOver(job) && job.state === 'succeeded')) return nothing;
  return html`<section class="card">${jobView(job, refresh)}</section>`;
}

function mapStep(state: ImportState, actions: ImportActions, value: Import): TemplateResult {
  const missing = state.preview.value ? missingFields(state.preview.value.fields, state.mapping) : [];
  const again = value.state === 'checked';
  return html`<section class="card" aria-labelledby="mapping-title">
    <h2 id="mapping-title">${t('imports.mapping')}</h2>
    <p class="quiet">${t('imports.mapping.lead')}</p>
    ${loaded(state.preview, (preview) => mappingView(state, actions, value, preview), 8)}
    ${missing.length > 0 ? html`<p class="field-error" role="status">${t('imports.missing', { fields: joined(missing.map((name) => word('import_field', name))) })}</p>` : nothing}
    <div class="buttons">
      ${actionButton({
        action: 'imports:write',
        label: state.busy ? t('common.working') : again ? t('imports.check_again') : t('imports.check'),
        primary: !again,
        run: actions.check,
      })}
    </div>
  </section>`;
}

function resultView(
  state: ImportState,
  actions: ImportActions,
  value: Import,
): TemplateResult | typeof nothing {
  if (!['checked', 'completed', 'failed', 'cancelled', 'undone'].includes(value.state)) return nothing;
  const { counts } = value;
  const tried = value.state === 'checked';
  return html`<section class="card" aria-labelledby="result-title">
    <h2 id="result-title">${tried ? t('imports.tried') : t('imports.result')}</h2>
    ${tried ? html`<p class="quiet">${t('imports.tried.lead')}</p>` : nothing} ${modeView(value, tried)}
    <div class="figures">
      ${figure(t('imports.rows'), number(counts.rows))}
      ${outcomes.map((outcome) => figure(word('row_outcome', outcome), number(counts.outcomes?.[outcome] ?? 0)))}
    </div>
    <div class="figures">
      ${figure(t('imports.customers_created'), number(counts.customers_created))}
      ${value.kind === 'purchases' ? figure(t('imports.purchases_created'), number(counts.purchases_created)) : nothing}
      ${counts.refunds_created ? figure(t('imports.refunds_created'), number(counts.refunds_created)) : nothing}
      ${value.kind === 'customers' ? figure(t('imports.customers_changed'), number(counts.customers_changed ?? 0)) : nothing}
      ${figure(t('imports.warned'), number(counts.warned ?? 0))}
      ${
        value.kind === 'purchases' && value.mode === 'live'
          ? html`${figure(t('imports.members_earning'), number(counts.members_earning))} ${figure(t('imports.points_earned'), number(counts.points_earned))}`
          : nothing
      }
    </div>
    ${
      tried
        ? html`<div class="buttons">
            ${actionButton({
              action: 'imports:write',
              label: state.busy ? t('common.working') : t('imports.run', { count: counts.accepted ?? 0 }),
              primary: true,
              run: actions.run,
            })}
          </div>`
        : nothing
    }
    ${tried && state.preview.value ? samplesView(value.kind, state.preview.value.accepted, state.currency) : nothing}
    ${value.state === 'completed' ? html`<p><a class="button primary" href="/customers">${t('imports.to_customers')}</a></p>` : nothing}
  </section>`;
}

/** As what the rows are brought in, and why. */
function modeView(value: Import, tried: boolean): TemplateResult | typeof nothing {
  if (value.kind !== 'purchases' || !value.mode) return nothing;
  const live = value.mode === 'live';
  const text = tried
    ? live
      ? 'imports.mode.will_live'
      : 'imports.mode.will_history'
    : live
      ? 'imports.mode.was_live'
      : 'imports.mode.was_history';
  const newest = value.newest_on ? t('imports.newest', { day: day(value.newest_on) }) : '';
  return html`<p>${t(text)} <span class="quiet">${newest}</span></p>`;
}

/** What can be taken back, what stands in the way, and what was taken back. */
function undoView(
  { plan }: ImportState,
  actions: ImportActions,
  value: Import,
): TemplateResult | typeof nothing {
  const { undone } = value;
  if (value.state === 'undone' && undone) {
    return html`<section class="card" aria-labelledby="undo-title">
      <h2 id="undo-title">${t('imports.undone')}</h2>
      <div class="figures">
        ${figure(t('imports.undone.purchases'), number(undone.purchases))}
        ${figure(t('imports.undone.customers'), number(undone.customers))}
        ${figure(t('imports.undone.customers_kept'), number(undone.customers_kept))}
      </div>
    </section>`;
  }
  if (!['completed', 'cancelled', 'failed'].includes(value.state) || !plan.value) return nothing;
  const { possible, reason, hanging } = plan.value;
  if (!possible && !reason && hanging.length === 0) return nothing;
  return html`<section class="card" aria-labelledby="undo-title">
    <h2 id="undo-title">${t('imports.undo')}</h2>
    <p class="quiet">${undoText(plan.value)}</p>
    ${
      possible
        ? html`<div class="buttons">${actionButton({ action: 'imports:write', label: t('imports.undo.label'), run: actions.undo })}</div>`
        : html`<p class="note warn">${reason ?? t('imports.undo.hanging')}</p>
            <ul>${hanging.map((one) => html`<li>${one.detail}</li>`)}</ul>`
    }
  </section>`;
}

/** What an undo would take back, in a sentence. */
export function undoText(plan: UndoPlan): string {
  return t('imports.undo.detail', {
    purchases: number(plan.purchases),
    customers: number(plan.customers),
    kept: number(plan.customers_kept),
  });
}

function rejectionsView(
  state: ImportState,
  actions: ImportActions,
  value: Import,
): TemplateResult | typeof nothing {
  const { rejections } = state;
  if (value.counts.rejected === 0 || (!rejections.first.value && !rejections.first.failure)) return nothing;
  return html`<section class="card" aria-labelledby="rejections-title">
    <div class="card-head">
      <h2 id="rejections-title">${t('imports.rejections')}</h2>
      <button type="button" class="button small" @click=${actions.saveRejections}>${t('imports.rejections.save')}</button>
    </div>
    ${
      value.counts.rejections_not_kept
        ? html`<p class="note warn">${t('imports.not_kept', { count: value.counts.rejections_not_kept })}</p>`
        : nothing
    }
    ${pagedRows(rejections, { rows: (rows) => rejectionTable(rows, state.rejectionWindow), empty: () => html`` })}
  </section>`;
}

/** Rows that were taken, and what was left out of them. */
function warningsView(state: ImportState, value: Import): TemplateResult | typeof nothing {
  const { warnings } = state;
  if (!value.counts.warned || (!warnings.first.value && !warnings.first.failure)) return nothing;
  return html`<section class="card" aria-labelledby="warnings-title">
    <h2 id="warnings-title">${t('imports.warnings')}</h2>
    ${pagedRows(warnings, { rows: (rows) => rejectionTable(rows, state.warningWindow, t('imports.warnings')), empty: () => html`` })}
  </section>`;
}

const outcomes = ['created', 'changed', 'unchanged', 'held', 'refused'] as const;

function rejectionTable(
  rows: readonly Rejection[],
  window: RowWindow,
  label = t('imports.rejections'),
): TemplateResult {
  return table<Rejection>({
    label,
    long: { columns: '72px 120px minmax(160px, 1fr) minmax(160px, 1.4fr)', window },
    rows,
    key: (row) => row.line,
    columns: [
      { label: t('imports.row'), number: true, cell: (row) => number(row.line) },
      { label: t('imports.outcome'), cell: (row) => stateBadge('row_outcome', row.outcome) },
      { label: t('imports.reason'), cell: reasons },
      { label: t('imports.raw'), cell: (row) => html`<code class="raw">${row.cells.join(', ')}</code>` },
    ],
  });
}

function reasons(row: Rejection): TemplateResult {
  const line = ({ field, detail }: Rejection['reasons'][number]) =>
    html`<li>${field ? html`<strong>${word('import_field', field)}</strong> ` : nothing}${detail}</li>`;
  return html`<ul class="plain">${row.reasons.map(line)}</ul>`;
}
