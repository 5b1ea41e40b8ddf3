/** A dialog around one form: create or change something, errors at the fields, a clear answer when it changed meanwhile. */
import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { ProblemError } from '../api/problem.ts';
import { draft, draftNote } from './draft.ts';
import { formButtons, formProblem } from './fields.ts';
import { Form, type FormValues } from './form.ts';
import { dialog } from './modal.ts';
import { t } from './text.ts';

export interface FormDialogOptions<Subject, Result> {
  readonly name: string;
  readonly title: (subject: Subject) => string;
  readonly label?: (subject: Subject) => string;
  readonly wide?: boolean;
  readonly fields: (form: Form, subject: Subject) => TemplateResult;
  readonly send: (values: FormValues, key: string, subject: Subject) => Promise<Result>;
  readonly done: (result: Result, subject: Subject) => void;
  /** The subject as it is now, offered after 412; what was typed stays. */
  readonly reload?: (subject: Subject) => Promise<Subject>;
}

export class FormDialog<Subject, Result> {
  private open: { form: Form; subject: Subject } | undefined;

  constructor(
    private readonly refresh: () => void,
    private readonly options: FormDialogOptions<Subject, Result>,
  ) {}

  show(subject: Subject): void {
    this.open = { form: new Form(this.options.name, this.refresh), subject };
    this.refresh();
  }

  /** Gives up: what was typed is thrown away. Closing alone keeps it for the next time. */
  private cancel = (): void => {
    this.open?.form.draft?.discard();
    this.close();
  };

  private close = (): void => {
    this.open = undefined;
    this.refresh();
  };

  private send = async (event: SubmitEvent): Promise<void> => {
    const { open } = this;
    if (!open) return;
    // Wrapped, so that an empty answer also counts as success.
    const sent = await open.form.submit(event, async (values, key) => ({
      result: await this.options.send(values, key, open.subject),
    }));
    if (!sent) return;
    if (this.open === open) this.close();
    this.options.done(sent.result, open.subject);
  };

  private async renew(): Promise<void> {
    const { open } = this;
    if (!open || !this.options.reload) return;
    try {
      open.subject = await this.options.reload(open.subject);
      open.form.failure = undefined;
    } catch (error) {
      open.form.failure = error;
    }
    this.refresh();
  }

  view(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    const { form, subject } = this.open;
    const { options } = this;
    const stale = form.failure instanceof ProblemError && form.failure.status === 412 && options.reload;
    return dialog({
      title: options.title(subject),
      close: this.close,
      wide: options.wide ?? false,
      body: html`${keyed(form, this.formView(form, subject, stale ? this.staleNote() : formProblem(form)))}`,
    });
  }

  private formView(form: Form, subject: Subject, problem: unknown): TemplateResult {
    const { options } = this;
    return html`<form class="form" novalidate @submit=${this.send} ${draft(form, { about: idOf(subject) })}>
      ${problem} ${draftNote(form, () => this.show(subject))} ${options.fields(form, subject)}
      ${formButtons(form, options.label?.(subject) ?? t('common.save'), this.cancel)}
    </form>`;
  }

  private staleNote(): TemplateResult {
    return html`<div class="note warn field wide" role="alert">
      <p>${t('common.stale')}</p>
      <p><button type="button" class="button small" @click=${() => void this.renew()}>${t('common.load_newest')}</button></p>
    </div>`;
  }
}

/** The id of what a dialog is about, also when it comes with its version. */
function idOf(subject: unknown): string {
  const found = subject as { id?: unknown; value?: { id?: unknown } } | undefined;
  const id = found?.id ?? found?.value?.id;
  return typeof id === 'string' ? id : '';
}
