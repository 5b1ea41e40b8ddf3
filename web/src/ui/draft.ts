/**
 * What was typed into a form and not sent yet: kept in this tab, so that a reload or a closed dialog loses nothing, until
 * it is sent, thrown away, or the person logs out. Passwords, codes and files are never kept.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import { type ElementPart, type PartInfo, PartType } from 'lit/directive.js';
import { me } from '../api/session.ts';
import { isSecret, type Kept, parseKept, restoredValues } from '../models/draft.ts';
import type { Form } from './form.ts';
import { t } from './text.ts';

const prefix = 'regulars.draft.';

/** How long nothing is typed before it is kept, in milliseconds. */
const rest = 250;

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** What a page holds beside its controls, such as a rule. */
export interface DraftState {
  readonly read: () => string;
  readonly write: (text: string) => void;
}

export interface DraftOptions {
  /** What the form is about, where its address does not say: an id. */
  readonly about?: string;
  readonly state?: DraftState;
}

class DraftDirective extends AsyncDirective {
  private element: HTMLFormElement | undefined;
  private form: Form | undefined;
  private options: DraftOptions = {};
  private key = '';
  private readonly touched = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('draft() belongs on a form');
  }

  override update(part: ElementPart, [form, options = {}]: [Form, DraftOptions?]): void {
    this.options = options;
    if (this.form === form) return;
    this.form = form;
    this.element = part.element as HTMLFormElement;
    this.key = [prefix + (me()?.id ?? ''), location.pathname, form.name, options.about ?? ''].join(' ');
    form.draft = { restored: false, discard: this.discard };
    this.element.addEventListener('input', this.typed);
    this.element.addEventListener('change', this.typed);
    addEventListener('pagehide', this.keep);
    // Once its controls are drawn.
    queueMicrotask(this.restore);
  }

  override render(_form: Form, _options?: DraftOptions): void {}

  protected override disconnected(): void {
    this.keep();
    removeEventListener('pagehide', this.keep);
  }

  protected override reconnected(): void {
    addEventListener('pagehide', this.keep);
  }

  private typed = (event: Event): void => {
    const { name } = event.target as Control;
    if (name) this.touched.add(name);
    if (this.element) this.element.dataset.typed = '';
    clearTimeout(this.timer);
    this.timer = setTimeout(this.keep, rest);
  };

  private keep = (): void => {
    clearTimeout(this.timer);
    if (this.element?.dataset.typed === undefined) return;
    const kept: Kept = { fields: {} };
    for (const control of controlsOf(this.element)) {
      if (!this.touched.has(control.name)) continue;
      const values = kept.fields[control.name] ?? [];
      if (!isChoice(control) || control.checked) values.push(control.value);
      kept.fields[control.name] = values;
    }
    const state = this.options.state?.read();
    if (state !== undefined) kept.state = state;
    sessionStorage.setItem(this.key, JSON.stringify(kept));
  };

  private restore = (): void => {
    const { element, form } = this;
    const kept = parseKept(sessionStorage.getItem(this.key));
    if (!element || !form || !kept) return;
    if (kept.state !== undefined) this.options.state?.write(kept.state);
    fill(element, kept);
    // A choice may have brought more controls.
    requestAnimationFrame(() => requestAnimationFrame(() => fill(element, kept)));
    if (form.draft) form.draft.restored = true;
    form.refresh();
  };

  private discard = (): void => {
    clearTimeout(this.timer);
    sessionStorage.removeItem(this.key);
    this.touched.clear();
    if (this.element) delete this.element.dataset.typed;
    if (this.form?.draft) this.form.draft.restored = false;
  };
}

/** Keeps what is typed into the `<form>` it stands on. */
export const draft = directive(DraftDirective);

/** After log-out nothing of what was typed is left. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
}

/** Whether something is typed that was not sent. */
export const hasUnsent = (): boolean =>
  document.querySelector('#main form[data-typed], dialog[open] form[data-typed]') !== null;

/** Says that what was typed earlier stands there again; `renew` draws the form as it would be without. */
export function draftNote(form: Form, renew: () => void): TemplateResult | typeof nothing {
  if (!form.draft?.restored) return nothing;
  const drop = () => {
    form.draft?.discard();
    renew();
  };
  return html`<p class="note draft-note" role="status">
    ${t('common.draft.restored')}
    <button type="button" class="button small" @click=${drop}>${t('common.draft.discard')}</button>
  </p>`;
}

function controlsOf(form: HTMLFormElement): Control[] {
  return [...form.elements].filter(
    (one): one is Control =>
      (one instanceof HTMLInputElement ||
        one instanceof HTMLSelectElement ||
        one instanceof HTMLTextAreaElement) &&
      one.name !== '' &&
      !isSecret(one.type, one.autocomplete),
  );
}

const isChoice = (control: Control): control is HTMLInputElement =>
  control.type === 'checkbox' || control.type === 'radio';

/** The controls hear of it as if it were typed. */
function fill(form: HTMLFormElement, kept: Kept): void {
  const seen: Record<string, number> = {};
  for (const control of controlsOf(form)) {
    const at = seen[control.name] ?? 0;
    seen[control.name] = at + 1;
    const next = restoredValues(kept, control.name, at);
    if (!next) continue;
    if (isChoice(control)) {
      if (control.checked === next.all.includes(control.value)) continue;
      control.checked = !control.checked;
    } else {
      if (next.value === undefined || control.value === next.value) continue;
      control.value = next.value;
    }
    control.dispatchEvent(new Event('input', { bubbles: true }));
    control.dispatchEvent(new Event('change', { bubbles: true }));
  }
}
