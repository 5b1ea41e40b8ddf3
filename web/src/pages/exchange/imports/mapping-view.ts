/** Which column of the file fills which field, beside the first rows of the file. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Import, Preview } from '../../../api/exchange/imports.ts';
import { columnsOf, fieldOf, isSet, needsPartner, ruleOf } from '../../../models/exchange/import-mapping.ts';
import { actionButton } from '../../../ui/components.ts';
import { unitOptions, wordOptions } from '../../../ui/options.ts';
import { language, t, word } from '../../../ui/text.ts';
import type { ImportActions, ImportOptions, ImportState } from './detail-state.ts';

/** The choice that lets one type a value for all rows. */
const constantChoice = '\u0000constant';

export function mappingView(
  state: ImportState,
  actions: ImportActions,
  value: Import,
  preview: Preview,
): TemplateResult {
  const attributes = value.kind === 'customers' ? attributeTargets(state) : [];
  return html`<div class="form">${[...preview.fields, ...attributes].map((field) => fieldView(state, actions, preview, field))}</div>
    ${previewTable(state, preview)} ${originView(state, actions, value)} ${optionsView(state, actions, value)}`;
}

/** What a column may fill. */
interface Target {
  readonly field: string;
  readonly required: boolean;
  readonly several: boolean;
}

const attributePrefix = 'attributes.';

/** The attributes that the chain defines; an archived one is filled no more. */
const attributeTargets = ({ directory }: ImportState): Target[] =>
  directory.attributes
    .filter(({ archived }) => !archived)
    .map(({ key }) => ({ field: `${attributePrefix}${key}`, required: false, several: false }));

function labelOf({ directory }: ImportState, field: string): string {
  if (!field.startsWith(attributePrefix)) return word('import_field', field);
  const key = field.slice(attributePrefix.length);
  return directory.attributes.find((one) => one.key === key)?.names[language()] ?? key;
}

function fieldView(
  state: ImportState,
  actions: ImportActions,
  preview: Preview,
  field: Target,
): TemplateResult {
  const rule = state.mapping[field.field];
  const constant = rule?.constant !== undefined && rule.constant !== null;
  const label = labelOf(state, field.field);
  const id = `map-${field.field}`;
  const [first, ...others] = columnsOf(rule);
  const change = (event: Event) => {
    const chosen = (event.target as HTMLSelectElement).value;
    actions.map(field.field, chosen === constantChoice ? { constant: '' } : ruleOf([chosen, ...others]));
  };
  return html`<div class="field">
    <label for=${id}>${label}${field.required ? html`<span class="required" aria-hidden="true">*</span>` : nothing}</label>
    <select id=${id} ?required=${field.required} @change=${change}>
      <option value="" ?selected=${first === undefined && !constant}>${t('imports.not_in_file')}</option>
      ${preview.columns.map((column) => html`<option value=${column} ?selected=${first === column}>${column}</option>`)}
      <option value=${constantChoice} ?selected=${constant}>${t('imports.constant')}</option>
    </select>
    ${
      constant
        ? html`<input
            type="text"
            aria-label=${t('imports.constant_for', { field: label })}
            .value=${rule?.constant ?? ''}
            @change=${(event: Event) => actions.map(field.field, { constant: (event.target as HTMLInputElement).value })}
          />`
        : nothing
    }
    ${field.several && first !== undefined ? furtherColumns(actions, preview, field.field, label, [first, ...others]) : nothing}
  </div>`;
}

/** The columns that fill a field beside the first one, and a choice of one more. */
function furtherColumns(
  actions: ImportActions,
  preview: Preview,
  field: string,
  label: string,
  chosen: readonly string[],
): TemplateResult {
  const change = (at: number) => (event: Event) => {
    const column = (event.target as HTMLSelectElement).value;
    actions.map(field, ruleOf([...chosen.slice(0, at), column, ...chosen.slice(at + 1)]));
  };
  const free = preview.columns.filter((column) => !chosen.includes(column));
  const choice = (at: number, columns: readonly string[]) => html`<select
    aria-label=${t('imports.also', { field: label })}
    @change=${change(at)}
  >
    <option value="" ?selected=${chosen[at] === undefined}>${t('imports.also.none')}</option>
    ${columns.map((column) => html`<option value=${column} ?selected=${chosen[at] === column}>${column}</option>`)}
  </select>`;
  return html`${chosen.slice(1).map((column, index) => choice(index + 1, [column, ...free]))}
    ${free.length > 0 ? choice(chosen.length, free) : nothing}`;
}

function previewTable(state: ImportState, preview: Preview): TemplateResult {
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label=${t('imports.preview')}>
    <table aria-label=${t('imports.preview')}>
      <thead>
        <tr>
          ${preview.columns.map((column) => {
            const field = fieldOf(column, state.mapping);
            return html`<th scope="col">${column}<br /><span class=${field ? 'tag' : 'quiet'}>${field ? labelOf(state, field) : t('imports.unused')}</span></th>`;
          })}
        </tr>
      </thead>
      <tbody>
        ${preview.rows.map((row) => html`<tr>${preview.columns.map((_, index) => html`<td class="nowrap">${row[index] ?? ''}</td>`)}</tr>`)}
      </tbody>
    </table>
  </div>`;
}

/** Where the rows come from: whose ids they carry, and the unit of those that name none. */
function originView(state: ImportState, actions: ImportActions, value: Import): TemplateResult {
  const { options } = state;
  const partners = state.partners.map((one) => ({ value: one.code, label: one.name }));
  const numbered = value.kind === 'purchases' && isSet(state.mapping.external_id);
  const needed = needsPartner(value.kind, state.mapping, options.own_numbers ?? false);
  const modes = wordOptions('import_mode');
  return html`<div class="form">
    ${state.directory.units.length > 0 ? select('unit_id', t('imports.unit'), unitOptions(state.directory.units), options.unit_id, actions) : nothing}
    <div>
      ${select('partner', t('imports.partner'), partners, options.partner, actions, needed)}
      <p class="hint">${t('imports.partner.hint')}</p>
      ${actionButton({ action: 'keys:write', everywhere: true, label: t('partners.new'), small: true, run: actions.addPartner })}
      ${numbered ? check('own_numbers', t('imports.own_numbers'), t('imports.own_numbers.hint'), options, actions) : nothing}
    </div>
    ${
      value.kind === 'purchases'
        ? html`<div>
            ${select('mode', t('imports.mode'), modes, options.mode, actions, false, t('imports.mode.by_age'))}
            <p class="hint">${t('imports.mode.hint')}</p>
          </div>`
        : nothing
    }
  </div>`;
}

function check(
  name: 'create_customers' | 'with_events' | 'own_numbers' | 'strict',
  label: string,
  hint: string,
  options: ImportOptions,
  actions: ImportActions,
): TemplateResult {
  return html`<label class="check">
    <input
      type="checkbox"
      .checked=${options[name] ?? false}
      @change=${(event: Event) => actions.set({ [name]: (event.target as HTMLInputElement).checked })}
    />
    <span>${label}<small class="hint">${hint}</small></span>
  </label>`;
}

function optionsView({ options }: ImportState, actions: ImportActions, value: Import): TemplateResult {
  return html`<details>
    <summary>${t('imports.options')}</summary>
    <div class="form">
      <div class="field">
        <label for="option-date">${t('imports.date_format')}</label>
        <input
          id="option-date"
          type="text"
          placeholder="%Y-%m-%d"
          aria-describedby="option-date-hint"
          .value=${options.date_format ?? ''}
          @change=${(event: Event) => actions.set({ date_format: (event.target as HTMLInputElement).value || null })}
        />
        <p class="hint" id="option-date-hint">${t('imports.date_format.hint')}</p>
      </div>
      ${dateOrder(options, actions)}
      <div>
        ${value.kind === 'purchases' ? check('create_customers', t('imports.create_customers'), t('imports.create_customers.hint'), options, actions) : nothing}
        ${check('strict', t('imports.strict'), t('imports.strict.hint'), options, actions)}
        ${check('with_events', t('imports.with_events'), t('imports.with_events.hint'), options, actions)}
      </div>
    </div>
  </details>`;
}

/** Whether day or month comes first. */
export function dateOrder(
  options: ImportState['options'],
  actions: ImportActions,
  id = 'option-order',
): TemplateResult {
  const change = (event: Event) => {
    const chosen = (event.target as HTMLSelectElement).value;
    actions.set({
      date_order: chosen ? (chosen as NonNullable<ImportState['options']['date_order']>) : null,
    });
  };
  return html`<div class="field">
    <label for=${id}>${t('imports.date_order')}</label>
    <select id=${id} aria-describedby="${id}-hint" @change=${change}>
      <option value="" ?selected=${!options.date_order}>${t('imports.date_order.unsaid')}</option>
      ${wordOptions('date_order').map((choice) => html`<option value=${choice.value} ?selected=${choice.value === options.date_order}>${choice.label}</option>`)}
    </select>
    <p class="hint" id="${id}-hint">${t('imports.date_order.hint')}</p>
  </div>`;
}

function select(
  name: 'unit_id' | 'partner' | 'mode',
  label: string,
  choices: readonly { value: string; label: string }[],
  value: string | null | undefined,
  actions: ImportActions,
  required = false,
  none = t('common.none'),
): TemplateResult {
  return html`<div class="field">
    <label for="option-${name}">
      ${label}${required ? html`<span class="required" aria-hidden="true">*</span>` : nothing}
    </label>
    <select id="option-${name}" ?required=${required} @change=${(event: Event) => actions.set({ [name]: (event.target as HTMLSelectElement).value || null })}>
      <option value="">${none}</option>
      ${choices.map((choice) => html`<option value=${choice.value} ?selected=${choice.value === value}>${choice.label}</option>`)}
    </select>
  </div>`;
}
