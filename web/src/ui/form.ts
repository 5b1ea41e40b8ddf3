/** A form on its way to the API: busy, its errors by field, and the key that makes a repeat harmless. */
import { randomKey } from '../api/base.ts';
import { isAbort, ProblemError } from '../api/problem.ts';
import { pair, t } from './text.ts';

/** What was typed, by field name. */
export class FormValues {
  constructor(private readonly data: FormData) {}

  /** The trimmed text; empty is `undefined`. */
  text(name: string): string | undefined {
    const value = this.data.get(name);
    const text = typeof value === 'string' ? value.trim() : '';
    return text === '' ? undefined : text;
  }

  /** As typed, for passwords. */
  raw(name: string): string {
    const value = this.data.get(name);
    return typeof value === 'string' ? value : '';
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }

  checked(name: string): boolean {
    return this.data.get(name) !== null;
  }

  all(name: string): string[] {
    return this.data
      .getAll(name)
      .filter((value): value is string => typeof value === 'string' && value !== '');
  }
}

export class Form {
  busy = false;
  failure: unknown;
  errors: Record<string, string> = {};
  /** What is kept of it until it is sent, where something keeps it. */
  draft: { restored: boolean; readonly discard: () => void } | undefined;
  private key = randomKey();

  constructor(
    readonly name: string,
    readonly refresh: () => void,
  ) {}

  /** Errors that belong to no control of the form. */
  strayErrors: string[] = [];

  /** Checks, sends, and shows what came back at the fields. Undefined when it did not succeed. */
  async submit<T>(
    event: SubmitEvent,
    send: (values: FormValues, idempotencyKey: string) => Promise<T>,
  ): Promise<T | undefined> {
    event.preventDefault();
    const element = event.target as HTMLFormElement;
    if (this.busy) return undefined;
    this.failure = undefined;
    this.strayErrors = [];
    this.errors = controlErrors(element);
    if (Object.keys(this.errors).length > 0) return this.showErrors(element);
    this.busy = true;
    this.refresh();
    try {
      const result = await send(new FormValues(new FormData(element)), this.key);
      this.busy = false;
      this.key = randomKey();
      this.draft?.discard();
      // Nothing of it is unsent any more, whoever marked it.
      delete element.dataset.typed;
      return result;
    } catch (error) {
      this.busy = false;
      if (isAbort(error)) return this.showErrors(element);
      if (error instanceof FieldErrors) this.errors = error.fields;
      else this.takeProblem(error, element);
      return this.showErrors(element);
    }
  }

  private takeProblem(error: unknown, element: HTMLFormElement): void {
    this.failure = error;
    if (!(error instanceof ProblemError)) return;
    // An answer came, so nothing was committed under this key.
    this.key = randomKey();
    const fields = Object.entries(error.fields()).map(
      ([name, text]) => [controlFor(element, name), name, text] as const,
    );
    this.errors = Object.fromEntries(
      fields.flatMap(([control, , text]) => (control ? [[control, text]] : [])),
    );
    this.strayErrors = fields.filter(([control]) => !control).map(([, name, text]) => pair(name, text));
  }

  private async showErrors(element: HTMLFormElement): Promise<undefined> {
    this.refresh();
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    showFault(element);
    return undefined;
  }
}

/** Brings the first fault into sight and puts the focus there: a control, else the text that says what is wrong. */
function showFault(element: HTMLFormElement): void {
  const fault =
    element.querySelector<HTMLElement>('[aria-invalid="true"]') ??
    element.querySelector<HTMLElement>('.field-error, .problem, .note[role="alert"]');
  if (!fault) return;
  if (!fault.matches('[aria-invalid]')) fault.tabIndex = -1;
  fault.focus({ preventScroll: true });
  fault.scrollIntoView({ block: 'center' });
}

/** Thrown by a sender that finds a field wrong before asking the API. */
export class FieldErrors extends Error {
  constructor(readonly fields: Record<string, string>) {
    super('fields');
  }
}

/** The control an error points at: itself, or the first one inside it (`bounds` is shown at `bounds/a`). */
function controlFor(element: HTMLFormElement, name: string): string | undefined {
  if (element.elements.namedItem(name)) return name;
  const inside = [...element.elements].map((control) => control.getAttribute('name') ?? '');
  return inside.find((control) => control.startsWith(`${name}/`));
}

function controlErrors(element: HTMLFormElement): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const control of element.elements) {
    if (
      !(
        control instanceof HTMLInputElement ||
        control instanceof HTMLSelectElement ||
        control instanceof HTMLTextAreaElement
      )
    )
      continue;
    const { validity, name } = control;
    // A hidden control is never checked by the browser: a picker holds its choice in one.
    if (control.type === 'hidden' && control.dataset.required !== undefined && control.value === '')
      errors[name] = t('form.required');
    if (!name || validity.valid) continue;
    if (validity.valueMissing) errors[name] = t('form.required');
    else if (validity.tooShort && 'minLength' in control)
      errors[name] = t('form.too_short', { count: control.minLength });
    else errors[name] = t('form.invalid');
  }
  return errors;
}
