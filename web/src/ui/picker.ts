/**
 * One of many choices, found by typing: shops, people, products. A combobox after the ARIA pattern; what is chosen stands
 * in a hidden control of the form's name, so that a form reads it like any other.
 */
import { html, nothing, render, type TemplateResult } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import { type ElementPart, type PartInfo, PartType } from 'lit/directive.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { matching } from '../models/choices.ts';
import { describedBy, type FieldOptions, frame, type Option } from './fields.ts';
import type { Form } from './form.ts';
import { icon } from './icons.ts';
import { t } from './text.ts';

/** No more than one looks through; who looks for another one types. */
const most = 60;

/** As `selectField`, with a search. */
export function pickField(
  form: Form,
  name: string,
  label: string,
  choices: readonly Option[],
  options: FieldOptions & { empty?: string } = {},
): TemplateResult {
  const control = pickControl({
    ...options,
    id: `${form.name}-${name}`,
    name,
    choices,
    value: String(options.value ?? ''),
    invalid: form.errors[name] !== undefined,
    describedBy: describedBy(form, name, options),
  });
  return frame(form, name, label, options, control);
}

export interface PickControl {
  readonly id: string;
  /** The name in the form; without one a form does not read it. */
  readonly name?: string;
  readonly choices: readonly Option[];
  readonly value: string;
  /** The text of the choice that means nothing is chosen; without it there is no such choice. */
  readonly empty?: string;
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly invalid?: boolean;
  readonly describedBy?: string | undefined;
  readonly onChange?: ((value: string) => void) | undefined;
}

/** The control alone, for a place that has a label of its own. */
export function pickControl({ id, name, choices, value, empty, ...rest }: PickControl): TemplateResult {
  const all = empty ? [{ value: '', label: empty }, ...choices] : choices;
  return html`<div class="picker" ${picker(all, value, rest.onChange)}>
    <input
      id=${id}
      type="text"
      role="combobox"
      aria-autocomplete="list"
      aria-expanded="false"
      aria-controls="${id}-list"
      aria-required=${rest.required ? 'true' : nothing}
      autocomplete="off"
      spellcheck="false"
      placeholder=${t('common.pick')}
      ?disabled=${rest.disabled}
      aria-invalid=${rest.invalid ? 'true' : 'false'}
      aria-describedby=${ifDefined(rest.describedBy)}
    />
    ${icon('down')}
    <input type="hidden" name=${name ?? nothing} ?data-required=${rest.required} />
    <ul id="${id}-list" class="picker-list" role="listbox" aria-label=${t('common.pick.results')} hidden></ul>
    <p class="picker-none" role="status"></p>
  </div>`;
}

class PickerDirective extends AsyncDirective {
  private root: HTMLElement | undefined;
  private choices: readonly Option[] = [];
  private onChange: ((value: string) => void) | undefined;
  /** What the page gave; a choice of the person stays when the page is drawn again. */
  private given: string | undefined;
  private shown: readonly Option[] = [];
  private active = -1;
  private query = '';

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('picker() belongs on an element');
  }

  override update(
    part: ElementPart,
    [choices, value, onChange]: [readonly Option[], string, ((value: string) => void)?],
  ): void {
    this.choices = choices;
    this.onChange = onChange;
    const first = this.root === undefined;
    this.root = part.element as HTMLElement;
    // Its parts are drawn after itself.
    queueMicrotask(() => {
      if (first) this.listen();
      if (value !== this.given) this.hidden.value = value;
      this.given = value;
      if (!this.isOpen) this.showChosen();
    });
  }

  override render(_choices: readonly Option[], _value: string, _onChange?: (value: string) => void): void {}

  private part<T extends HTMLElement>(selector: string): T {
    const found = this.root?.querySelector<T>(selector);
    if (!found) throw new Error(`no ${selector} in a picker`);
    return found;
  }

  private get input(): HTMLInputElement {
    return this.part('[role="combobox"]');
  }

  private get hidden(): HTMLInputElement {
    return this.part('[type="hidden"]');
  }

  private get list(): HTMLElement {
    return this.part('ul');
  }

  private get isOpen(): boolean {
    return this.input.getAttribute('aria-expanded') === 'true';
  }

  private listen(): void {
    const { input, hidden } = this;
    input.addEventListener('input', this.typed);
    input.addEventListener('compositionend', this.typed);
    input.addEventListener('keydown', this.key);
    input.addEventListener('click', () => this.isOpen || this.show(''));
    input.addEventListener('focus', () => input.select());
    input.addEventListener('blur', this.left);
    // Somebody else may choose: a draft that is put back.
    hidden.addEventListener('change', () => this.showChosen());
  }

  private typed = (event: Event): void => {
    // What is typed on the way to a choice is nothing the form should hear of.
    event.stopPropagation();
    if (event instanceof InputEvent && event.isComposing) return;
    this.show(this.input.value);
  };

  private show(query: string): void {
    this.query = query.trim();
    this.shown = matching(this.choices, this.query).slice(0, most);
    const chosen = this.shown.findIndex((one) => one.value === this.hidden.value);
    this.active = this.query === '' ? chosen : this.shown.length > 0 ? 0 : -1;
    this.open(true);
  }

  private open(open: boolean): void {
    const { input, list } = this;
    const any = open && this.shown.length > 0;
    input.setAttribute('aria-expanded', String(open));
    list.hidden = !any;
    this.part('.picker-none').textContent = open && !any ? t('common.pick.none') : '';
    this.draw();
    if (any) list.scrollIntoView({ block: 'nearest' });
  }

  private draw(): void {
    const { input, list } = this;
    const option = (choice: Option, index: number) => html`<li
      id="${list.id}-${index}"
      role="option"
      aria-selected=${index === this.active ? 'true' : 'false'}
      @pointerdown=${(event: Event) => event.preventDefault()}
      @click=${() => this.choose(choice)}
    >
      ${this.query ? choice.label.trim() : choice.label}
    </li>`;
    render(list.hidden ? nothing : this.shown.map(option), list);
    const active = list.hidden ? null : list.querySelector('[aria-selected="true"]');
    if (active) input.setAttribute('aria-activedescendant', active.id);
    else input.removeAttribute('aria-activedescendant');
    active?.scrollIntoView({ block: 'nearest' });
  }

  private key = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!this.isOpen) this.show('');
      else this.move(step);
    } else if (event.key === 'Enter' && this.isOpen) {
      event.preventDefault();
      const choice = this.shown[this.active];
      if (choice) this.choose(choice);
    } else if (event.key === 'Escape' && this.isOpen) {
      // The list goes, not the dialog it stands in.
      event.preventDefault();
      event.stopPropagation();
      this.open(false);
      this.showChosen();
    }
  };

  private move(step: number): void {
    const count = Math.max(1, this.shown.length);
    this.active = (this.active + step + count) % count;
    this.draw();
  }

  private choose(choice: Option): void {
    this.open(false);
    const changed = this.hidden.value !== choice.value;
    this.hidden.value = choice.value;
    this.showChosen();
    if (!changed) return;
    this.hidden.dispatchEvent(new Event('input', { bubbles: true }));
    this.hidden.dispatchEvent(new Event('change', { bubbles: true }));
    this.onChange?.(choice.value);
  }

  /** What was typed and leads nowhere is not kept; an emptied field means nothing is chosen, where that can be. */
  private left = (): void => {
    const typed = this.input.value.trim().toLowerCase();
    const same = this.choices.find((one) => one.label.trim().toLowerCase() === typed);
    const none =
      typed === '' ? (this.choices.find((one) => one.value === '') ?? { value: '', label: '' }) : undefined;
    const meant = same ?? none;
    if (meant) this.choose(meant);
    else {
      this.open(false);
      this.showChosen();
    }
  };

  private showChosen(): void {
    const { value } = this.hidden;
    const chosen = this.choices.find((one) => one.value === value);
    // The choice of nothing is told by the placeholder, so that one can type at once.
    this.input.value = chosen && value !== '' ? chosen.label.trim() : '';
    const none = this.choices.find((one) => one.value === '');
    this.input.placeholder = none?.label || t('common.pick');
  }
}

const picker = directive(PickerDirective);
