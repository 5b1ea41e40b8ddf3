/** The dialogs of the steps a record allows: what is asked before a step is taken. Steps without a form need none. */
import { html, type TemplateResult } from 'lit';
import type { Form, FormValues } from './form.ts';
import { FormDialog } from './form-dialog.ts';
import { type WordGroup, word } from './text.ts';

export interface StepForm {
  readonly fields: (form: Form) => TemplateResult;
  readonly send: (values: FormValues, key: string) => Promise<unknown>;
}

export type StepForms<Step extends string> = Partial<Record<Step, StepForm>>;

export interface StepOptions<Step extends string> {
  /** The vocabulary of the steps: each names its dialog and its button. */
  readonly words: WordGroup;
  readonly forms: StepForms<Step>;
  /** Called when a step was taken. */
  readonly done: () => void;
}

export class StepDialogs<Step extends string> {
  private readonly dialogs: Map<string, FormDialog<undefined, unknown>>;

  constructor(refresh: () => void, { words, forms, done }: StepOptions<Step>) {
    const dialog = (step: string, { fields, send }: StepForm) =>
      new FormDialog<undefined, unknown>(refresh, {
        name: `step-${step}`,
        title: () => word(words, step),
        label: () => word(words, step),
        fields,
        send,
        done,
      });
    this.dialogs = new Map(
      Object.entries<StepForm | undefined>(forms).flatMap(([step, form]) =>
        form ? [[step, dialog(step, form)]] : [],
      ),
    );
  }

  /** Opens the dialog of a step; false when it has none. */
  show(step: Step): boolean {
    const dialog = this.dialogs.get(step);
    dialog?.show(undefined);
    return dialog !== undefined;
  }

  view(): TemplateResult {
    return html`${[...this.dialogs.values()].map((dialog) => dialog.view())}`;
  }
}
