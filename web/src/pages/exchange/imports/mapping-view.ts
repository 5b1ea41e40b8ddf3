/** Which column of the file fills which field, beside the first rows of the file. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Import, Preview } from '../../../api/exchange/imports.ts';
import { fieldOf, isSet } from '../../../models/exchange/import-mapping.ts';
import { actionButton } from '../../../ui/components.ts';
import { unitOptions } from '../../../ui/options.ts';
import { t, word } from '../../../ui/text.ts';
import type { ImportPage } from './detail.ts';

/** The choice that lets one type a value for all rows. */
const constantChoice = '\u0000constant';

export function mappingView(page: ImportPage, value: Import, preview: Preview): TemplateResult {
  return html`<div class="form">${preview.fields.map((field) => fieldView(page, preview, field))}</div>
    ${previewTable(page, preview)} ${originView(page)} ${optionsView(page, value)}`;
}

function fieldView(page: ImportPage, preview: Preview, field: Preview['fields'][number]): TemplateResult {
  const rule = page.mapping[field.field];
  const constant = rule?.constant !== undefined && rule.constant !== null;
  const label = word('import_field', field.field);
  const id = `map-${field.field}`;
  const change = (event: Event) => {
    const chosen = (event.target as HTMLSelectElement).value;
    page.map(field.field, chosen === constantChoice ? { constant: '' } : chosen ? { column: chosen } : {});
  };
  return html`<div class="field">
    <label for=${id}>${label}${field.required ? html`<span class="required" aria-hidden="true">*</span>` : nothing}</label>
    <select id=${id} ?required=${field.required} @change=${change}>
      <option value="" ?selected=${!rule?.column && !constant}>${t('imports.not_in_file')}</option>
      ${preview.columns.map((column) => html`<option value=${column} ?selected=${rule?.column === column}>${column}</option>`)}
      <option value=${constantChoice} ?selected=${constant}>${t('imports.constant')}</option>
    </select>
    ${
      constant
        ? html`<input
            type="text"
            aria-label=${t('imports.constant_for', { field: label })}
            .value=${rule?.constant ?? ''}
            @change=${(event: Event) => page.map(field.field, { constant: (event.target as HTMLInputElement).value })}
          />`
        : nothing
    }
  </div>`;
}

function previewTable(page: ImportPage, preview: Preview): TemplateResult {
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label=${t('imports.preview')}>
    <table aria-label=${t('imports.preview')}>
      <thead>
        <tr>
          ${preview.columns.map((column) => {
            const field = fieldOf(column, page.mapping);
            return html`<th scope="col">${column}<br /><span class=${field ? 'tag' : 'quiet'}>${field ? word('import_field', field) : t('imports.unused')}</span></th>`;
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
function originView(page: ImportPage): TemplateResult {
  const { options } = page;
  const partners = page.partners.map((one) => ({ value: one.code, label: one.name }));
  const needed = ['external_id', 'customer_external_id'].some((field) => isSet(page.mapping[field]));
  return html`<div class="form">
    ${page.units.length > 0 ? select('unit_id', t('imports.unit'), unitOptions(page.units), options.unit_id, page) : nothing}
    <div>
      ${select('partner', t('imports.partner'), partners, options.partner, page, needed)}
      <p class="hint">${t('imports.partner.hint')}</p>
      ${actionButton({ action: 'keys:write', everywhere: true, label: t('partners.new'), small: true, run: () => page.newPartner.show(undefined) })}
    </div>
  </div>`;
}

function optionsView(page: ImportPage, value: Import): TemplateResult {
  const { options } = page;
  const check = (
    name: 'create_customers' | 'with_events',
    label: string,
    hint: string,
  ) => html`<label class="check">
    <input
      type="checkbox"
      .checked=${options[name] ?? false}
      @change=${(event: Event) => page.set({ [name]: (event.target as HTMLInputElement).checked })}
    />
    <span>${label}<small class="hint">${hint}</small></span>
  </label>`;
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
          @change=${(event: Event) => page.set({ date_format: (event.target as HTMLInputElement).value || null })}
        />
        <p class="hint" id="option-date-hint">${t('imports.date_format.hint')}</p>
      </div>
      <div>
        ${value.kind === 'purchases' ? check('create_customers', t('imports.create_customers'), t('imports.create_customers.hint')) : nothing}
        ${check('with_events', t('imports.with_events'), t('imports.with_events.hint'))}
      </div>
    </div>
  </details>`;
}

function select(
  name: 'unit_id' | 'partner',
  label: string,
  choices: readonly { value: string; label: string }[],
  value: string | null | undefined,
  page: ImportPage,
  required = false,
): TemplateResult {
  return html`<div class="field">
    <label for="option-${name}">
      ${label}${required ? html`<span class="required" aria-hidden="true">*</span>` : nothing}
    </label>
    <select id="option-${name}" ?required=${required} @change=${(event: Event) => page.set({ [name]: (event.target as HTMLSelectElement).value || null })}>
      <option value="">${t('common.none')}</option>
      ${choices.map((choice) => html`<option value=${choice.value} ?selected=${choice.value === value}>${choice.label}</option>`)}
    </select>
  </div>`;
}
