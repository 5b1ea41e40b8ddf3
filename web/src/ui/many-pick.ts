/**
 * Several of some choices. In one line: a few as chips, many behind a button that says what is chosen. In a form: found by
 * typing one after the other, each then a chip that takes it away again.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { describedBy, type FieldOptions, frame, type Option } from './fields.ts';
import type { Form } from './form.ts';
import { icon } from './icons.ts';
import { pickControl } from './picker.ts';
import { joined, pair, t } from './text.ts';

/** So many stand beside each other; more are unfolded. */
const few = 5;

export interface ManyPick {
  /** The name of the boxes, one for all of them. */
  readonly name: string;
  readonly label: string;
  readonly choices: readonly Option[];
  readonly chosen: readonly string[];
  /** Makes of what is chosen by then another choice: two changes may come before the page is drawn again. */
  readonly change: (edit: (chosen: readonly string[]) => string[]) => void;
}

export function manyPick(options: ManyPick): TemplateResult {
  const { label, choices, chosen } = options;
  if (choices.length <= few)
    return html`<fieldset class="chip-checks">
      <legend class="visually-hidden">${label}</legend>
      ${choices.map((one) => html`<label class="chip chip-check">${box(options, one)} ${one.label.trim()}</label>`)}
    </fieldset>`;
  const names = choices.filter((one) => chosen.includes(one.value)).map((one) => one.label.trim());
  const text = joined(names) || t('common.pick.any');
  return html`<details class="many-pick" @toggle=${closeFromOutside} @keydown=${closeByKey}>
    <summary>
      <span class="visually-hidden">${pair(label, '')}</span><span class="value ${names.length === 0 ? 'quiet' : ''}">${text}</span>
      ${names.length > 1 ? html`<span class="tag" aria-hidden="true">${names.length}</span>` : nothing} ${icon('down')}
    </summary>
    <fieldset>
      <legend class="visually-hidden">${label}</legend>
      ${choices.map((one) => html`<label class="check">${box(options, one)} <span>${one.label}</span></label>`)}
    </fieldset>
  </details>`;
}

function box({ name, chosen, change }: ManyPick, { value }: Option): TemplateResult {
  const put = (event: Event) => {
    const { checked } = event.target as HTMLInputElement;
    change((present) => {
      const others = present.filter((other) => other !== value);
      return checked ? [...others, value] : others;
    });
  };
  return html`<input type="checkbox" name=${name} value=${value} .checked=${live(chosen.includes(value))} @change=${put} />`;
}

function closeByKey(event: KeyboardEvent): void {
  const details = event.currentTarget as HTMLDetailsElement;
  if (event.key !== 'Escape' || !details.open) return;
  event.stopPropagation();
  details.open = false;
  details.querySelector('summary')?.focus();
}

/** Whoever goes on elsewhere, by pointer or by key, is done with it. */
function closeFromOutside(event: Event): void {
  const details = event.currentTarget as HTMLDetailsElement;
  if (!details.open) return;
  const listening = new AbortController();
  const leave = ({ target }: Event) => {
    if (details.isConnected && target instanceof Node && details.contains(target)) return;
    details.open = false;
    listening.abort();
  };
  for (const kind of ['pointerdown', 'focusin'])
    document.addEventListener(kind, leave, { capture: true, signal: listening.signal });
  details.addEventListener('toggle', () => listening.abort(), { once: true });
}

/** Several of many, such as people. The boxes are what the form reads; only those that are ticked are in sight. */
export function pickManyField(
  form: Form,
  name: string,
  label: string,
  choices: readonly Option[],
  options: FieldOptions & { chosen?: readonly string[] } = {},
): TemplateResult {
  const id = `${form.name}-${name}`;
  const control = pickControl({
    id,
    choices,
    value: '',
    invalid: form.errors[name] !== undefined,
    describedBy: describedBy(form, name, options),
    onChange: (value) => tick(id, value),
  });
  return frame(
    form,
    name,
    label,
    options,
    html`${control}
      <div class="picked" role="group" aria-label=${label} @change=${back}>
        ${choices.map((one) => html`<label class="chip chip-check"><input type="checkbox" name=${name} value=${one.value} ?checked=${options.chosen?.includes(one.value) ?? false} /> ${one.label.trim()} ${icon('close')}</label>`)}
      </div>`,
  );
}

/** Ticks the box of what was found, and makes the search ready for the next one. */
function tick(id: string, value: string): void {
  const input = document.getElementById(id);
  const field = input?.closest('.field');
  const search = field?.querySelector<HTMLInputElement>('.picker [type="hidden"]');
  if (!field || !search || value === '') return;
  search.value = '';
  search.dispatchEvent(new Event('change'));
  for (const one of field.querySelectorAll<HTMLInputElement>('.picked input'))
    if (one.value === value && !one.checked) one.click();
}

/** What is taken away is out of sight; one goes on where others are found. */
function back(event: Event): void {
  const box = event.target as HTMLInputElement;
  if (!box.checked) box.closest('.field')?.querySelector<HTMLInputElement>('[role="combobox"]')?.focus();
}
