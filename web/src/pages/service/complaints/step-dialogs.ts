/** The steps a case allows now: a button for each, what brings it forward first, and the dialog behind it. */
import { html, nothing, type TemplateResult } from 'lit';
import { randomKey } from '../../../api/base.ts';
import {
  type Case,
  type Compensation,
  closeComplaint,
  executeCompensation,
  promiseCompensation,
  recordComplaintEvent,
  reopenComplaint,
  resolveComplaint,
  setTaskForce,
  triageComplaint,
  verifyComplaint,
  waitForCustomer,
  withdrawComplaint,
} from '../../../api/service/complaints.ts';
import { type Action, me } from '../../../api/session.ts';
import { actionButton } from '../../../ui/components.ts';
import { checkField, inputField, selectField, textField } from '../../../ui/fields.ts';
import { FieldErrors, type Form, type FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { wordOptions } from '../../../ui/options.ts';
import { t, word } from '../../../ui/text.ts';
import { CompensationForm } from './compensation-form.ts';
import type { CasePage } from './detail.ts';

type Step = Case['next_steps'][number];
type Send = (id: string, values: FormValues, key: string) => Promise<unknown>;

interface StepForm {
  action: Action;
  fields: (form: Form) => TemplateResult;
  send: Send;
}

/** Steps whose dialog asks for one text. */
const words = (send: (id: string, text: string, key: string) => Promise<unknown>): StepForm => ({
  action: 'complaints:write',
  fields: (form) => html`${textField(form, 'text', t('complaints.words'), { required: true, wide: true })}`,
  send: (id, values, key) => send(id, values.text('text') ?? '', key),
});

export class StepDialogs {
  private readonly dialogs: Partial<Record<Step, FormDialog<undefined, unknown>>> = {};
  private readonly payDialog: FormDialog<Compensation, unknown>;
  private readonly forms: Partial<Record<Step, StepForm>>;
  private readonly promise: CompensationForm;

  constructor(
    private readonly page: CasePage,
    refresh: () => void,
  ) {
    this.promise = new CompensationForm(page, refresh);
    this.forms = this.stepForms();
    for (const [step, form] of Object.entries(this.forms) as [Step, StepForm][]) {
      this.dialogs[step] = new FormDialog<undefined, unknown>(refresh, {
        name: `step-${step}`,
        title: () => word('next_step', step),
        label: () => word('next_step', step),
        fields: form.fields,
        send: (values, key) => form.send(page.id, values, key),
        done: page.saved,
      });
    }
    this.payDialog = new FormDialog<Compensation, unknown>(refresh, {
      name: 'pay',
      title: () => t('complaints.given'),
      fields: (form) =>
        html`${inputField(form, 'refund_id', t('complaints.refund_id'), { required: true, hint: t('complaints.refund_id.hint') })}`,
      send: (values, key, one) => executeCompensation(page.id, one.id, values.text('refund_id'), key),
      done: page.saved,
    });
  }

  pay(one: Compensation): void {
    this.payDialog.show(one);
  }

  view(): TemplateResult {
    return html`${Object.values(this.dialogs).map((one) => one.view())} ${this.payDialog.view()}`;
  }

  /** The next steps as buttons. */
  card(found: Case): TemplateResult | typeof nothing {
    if (found.next_steps.length === 0) return nothing;
    const button = (step: Step, at: number) =>
      actionButton({
        action: this.forms[step]?.action ?? 'complaints:write',
        label: word('next_step', step),
        primary: at === 0,
        run: () => this.take(step),
      });
    return html`<section class="card" aria-labelledby="steps-title">
      <h2 id="steps-title">${t('complaints.next_steps')}</h2>
      <div class="buttons">${found.next_steps.map(button)}</div>
    </section>`;
  }

  private take(step: Step): void {
    if (step === 'close') void this.page.attempt(() => closeComplaint(this.page.id, randomKey()));
    else {
      this.promise.begin();
      this.dialogs[step]?.show(undefined);
    }
  }

  private stepForms(): Partial<Record<Step, StepForm>> {
    const { page } = this;
    const people = (form: Form) =>
      html`<fieldset class="field wide">
        <legend>${t('complaints.task_force')}</legend>
        ${page.users.map((user) => checkField('task_force', user.name, { value: user.id }))}
        ${form.errors.task_force ? html`<p class="field-error">${form.errors.task_force}</p>` : nothing}
      </fieldset>`;
    return {
      triage: {
        action: 'complaints:triage',
        fields: (
          form,
        ) => html`${selectField(form, 'severity', t('complaints.severity'), wordOptions('severity'), { value: page.case.value?.suggested_severity })}
          ${textField(form, 'reason', t('complaints.reason'), { wide: true, hint: t('complaints.reason.hint') })}`,
        send: (id, values, key) =>
          triageComplaint(
            id,
            {
              severity: values.text('severity') as Case['suggested_severity'],
              reason: values.text('reason') ?? null,
            },
            key,
          ),
      },
      verification: {
        action: 'complaints:verify',
        fields: (
          form,
        ) => html`${selectField(form, 'finding', t('complaints.finding'), wordOptions('finding'))}
          ${textField(form, 'explanation', t('complaints.explanation'), { wide: true, hint: t('complaints.explanation.hint') })}
          ${people(form)}`,
        send: (id, values, key) =>
          verifyComplaint(
            id,
            {
              finding: values.text('finding') as NonNullable<Case['finding']>,
              explanation: values.text('explanation') ?? null,
              task_force: values.all('task_force'),
            },
            key,
          ),
      },
      task_force: {
        action: 'complaints:verify',
        fields: people,
        send: (id, values, key) => setTaskForce(id, values.all('task_force'), key),
      },
      contact: words((id, text, key) => recordComplaintEvent(id, { kind: 'contact', text }, key)),
      customer_answer: words((id, text, key) =>
        recordComplaintEvent(id, { kind: 'customer_answer', text }, key),
      ),
      wait: words(waitForCustomer),
      reopen: words(reopenComplaint),
      withdraw: words(withdrawComplaint),
      compensation: {
        action: 'complaints:compensate',
        fields: this.promise.fields,
        send: (id, values, key) => promiseCompensation(id, this.promise.body(values), key),
      },
      resolution: {
        action: 'complaints:write',
        fields: (
          form,
        ) => html`${selectField(form, 'cause_detail', t('complaints.cause'), wordOptions('cause_detail'), { required: true, empty: '' })}
          ${textField(form, 'text', t('complaints.resolution'), { required: true, wide: true })}
          ${textField(form, 'lesson', t('complaints.lesson'), { wide: true })}
          ${inputField(form, 'title', t('complaints.action'), { hint: t('complaints.action.hint') })}
          ${inputField(form, 'due_on', t('complaints.action.due'), { type: 'date' })}`,
        send: (id, values, key) => resolveComplaint(id, resolution(values), key),
      },
    };
  }
}

/** The corrective action, when one is named, is the caller's own. */
function resolution(values: FormValues) {
  const title = values.text('title');
  const due_on = values.text('due_on');
  if (title && !due_on) throw new FieldErrors({ due_on: t('form.required') });
  return {
    cause_detail: values.text('cause_detail') as NonNullable<Case['cause_detail']>,
    text: values.text('text') ?? '',
    lesson: values.text('lesson') ?? null,
    actions: title && due_on ? [{ title, due_on, owner_id: me()?.id ?? '' }] : [],
  };
}
