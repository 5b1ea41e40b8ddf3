/** Labelled controls with a hint and an error in one place, bound to a `Form` by name. */
import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import type { Form } from './form.ts';
import { problemPanel } from './problem-panel.ts';
import { t } from './text.ts';

export interface FieldOptions {
  value?: string | number | null;
  hint?: string;
  required?: boolean;
  disabled?: boolean;
  wide?: boolean;
  onChange?: (value: string) => void;
}

export interface InputOptions extends FieldOptions {
  type?: 'text' | 'email' | 'password' | 'tel' | 'number' | 'date' | 'datetime-local' | 'search';
  autocomplete?: string;
  inputmode?: 'decimal' | 'numeric';
  min?: number | string;
  max?: number | string;
  minlength?: number;
  maxlength?: number;
  autofocus?: boolean;
  list?: string;
  placeholder?: string;
}

export interface Option {
  value: string;
  label: string;
}

/** A label, its control, a hint and an error. */
export function frame(
  form: Form,
  name: string,
  label: string,
  options: FieldOptions,
  control: TemplateResult,
): TemplateResult {
  const id = `${form.name}-${name}`;
  const error = form.errors[name];
  return html`<div class="field ${options.wide ? 'wide' : ''}">
    <label for=${id}>${label}${options.required ? html`<span class="required" aria-hidden="true">*</span>` : nothing}</label>
    ${control}
    ${options.hint ? html`<p class="hint" id="${id}-hint">${options.hint}</p>` : nothing}
    ${error ? html`<p class="field-error" id="${id}-error">${error}</p>` : nothing}
  </div>`;
}

/** The ids of the hint and the error of a control. */
export function describedBy(form: Form, name: string, options: FieldOptions): string | undefined {
  const id = `${form.name}-${name}`;
  const parts = [options.hint ? `${id}-hint` : '', form.errors[name] ? `${id}-error` : ''];
  return parts.filter(Boolean).join(' ') || undefined;
}

export function inputField(
  form: Form,
  name: string,
  label: string,
  options: InputOptions = {},
): TemplateResult {
  const { onChange } = options;
  return frame(
    form,
    name,
    label,
    options,
    html`<input
      id="${form.name}-${name}"
      name=${name}
      type=${options.type ?? 'text'}
      .value=${options.value ?? ''}
      ?required=${options.required}
      ?disabled=${options.disabled}
      ?autofocus=${options.autofocus}
      autocomplete=${options.autocomplete ?? 'off'}
      inputmode=${ifDefined(options.inputmode)}
      min=${ifDefined(options.min)}
      max=${ifDefined(options.max)}
      minlength=${ifDefined(options.minlength)}
      maxlength=${ifDefined(options.maxlength)}
      list=${ifDefined(options.list)}
      placeholder=${ifDefined(options.placeholder)}
      aria-invalid=${form.errors[name] ? 'true' : 'false'}
      aria-describedby=${ifDefined(describedBy(form, name, options))}
      @change=${onChange ? (event: Event) => onChange((event.target as HTMLInputElement).value) : nothing}
    />`,
  );
}

/** `empty` is the text of the choice that means nothing is chosen; without it there is no such choice. */
export function selectField(
  form: Form,
  name: string,
  label: string,
  choices: readonly Option[],
  options: FieldOptions & { empty?: string } = {},
): TemplateResult {
  const { onChange } = options;
  const value = String(options.value ?? '');
  return frame(
    form,
    name,
    label,
    options,
    html`<select
      id="${form.name}-${name}"
      name=${name}
      ?required=${options.required}
      ?disabled=${options.disabled}
      aria-invalid=${form.errors[name] ? 'true' : 'false'}
      aria-describedby=${ifDefined(describedBy(form, name, options))}
      @change=${onChange ? (event: Event) => onChange((event.target as HTMLSelectElement).value) : nothing}
    >
      ${options.empty === undefined ? nothing : html`<option value="" ?selected=${value === ''}>${options.empty}</option>`}
      ${choices.map((choice) => html`<option value=${choice.value} ?selected=${choice.value === value}>${choice.label}</option>`)}
    </select>`,
  );
}

export function textField(
  form: Form,
  name: string,
  label: string,
  options: FieldOptions & { rows?: number } = {},
): TemplateResult {
  return frame(
    form,
    name,
    label,
    options,
    html`<textarea
      id="${form.name}-${name}"
      name=${name}
      rows=${options.rows ?? 3}
      .value=${String(options.value ?? '')}
      ?required=${options.required}
      ?disabled=${options.disabled}
      aria-invalid=${form.errors[name] ? 'true' : 'false'}
      aria-describedby=${ifDefined(describedBy(form, name, options))}
    ></textarea>`,
  );
}

export function checkField(
  name: string,
  label: string,
  options: { checked?: boolean; value?: string; hint?: string; onChange?: (checked: boolean) => void } = {},
): TemplateResult {
  const { onChange } = options;
  return html`<label class="check">
    <input
      type="checkbox"
      name=${name}
      value=${options.value ?? 'true'}
      .checked=${onChange ? live(options.checked ?? false) : (options.checked ?? false)}
      @change=${onChange ? (event: Event) => onChange((event.target as HTMLInputElement).checked) : nothing}
    />
    <span>${label}${options.hint ? html`<small class="hint">${options.hint}</small>` : nothing}</span>
  </label>`;
}

/** The failure of the whole form, above its fields; errors at fields speak for themselves. */
export function formProblem(form: Form): TemplateResult | typeof nothing {
  if (!form.failure) return nothing;
  return problemPanel(form.failure, undefined, form.strayErrors);
}

/** The buttons at the end of a form. */
export function formButtons(form: Form, label: string, cancel?: () => void): TemplateResult {
  return html`<div class="form-buttons">
    <button type="submit" class="button primary" aria-disabled=${form.busy ? 'true' : 'false'}>
      ${form.busy ? t('common.working') : label}
    </button>
    ${cancel ? html`<button type="button" class="button" @click=${cancel}>${t('common.cancel')}</button>` : nothing}
  </div>`;
}
