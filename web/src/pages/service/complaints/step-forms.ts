/** What each step of a case asks before it is taken, and the right it needs. */
import { html, type TemplateResult } from 'lit';
import {
  type Case,
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
import { inputField, selectField, textField } from '../../../ui/fields.ts';
import { FieldErrors, type Form, type FormValues } from '../../../ui/form.ts';
import { pickManyField } from '../../../ui/many-pick.ts';
import { nameOptions, wordOptions } from '../../../ui/options.ts';
import type { StepForm, StepForms } from '../../../ui/step-dialogs.ts';
import { t } from '../../../ui/text.ts';
import type { CompensationForm } from './compensation-form.ts';
import type { CaseState, Step } from './detail-state.ts';

/** Steps that need more than the right to handle complaints. */
const rights: Partial<Record<Step, Action>> = {
  triage: 'complaints:triage',
  verification: 'complaints:verify',
  task_force: 'complaints:verify',
  compensation: 'complaints:compensate',
};

export const rightOf = (step: Step): Action => rights[step] ?? 'complaints:write';

export function stepForms(id: string, state: CaseState, compensation: CompensationForm): StepForms<Step> {
  const text = (send: (id: string, text: string, key: string) => Promise<unknown>) => textForm(id, send);
  return {
    triage: triageForm(id, state),
    verification: verificationForm(id, state),
    task_force: {
      fields: (form) => people(form, state),
      send: (values, key) => setTaskForce(id, values.all('task_force'), key),
    },
    contact: text((_, words, key) => recordComplaintEvent(id, { kind: 'contact', text: words }, key)),
    customer_answer: text((_, words, key) =>
      recordComplaintEvent(id, { kind: 'customer_answer', text: words }, key),
    ),
    wait: text(waitForCustomer),
    reopen: text(reopenComplaint),
    withdraw: text(withdrawComplaint),
    compensation: {
      fields: compensation.fields,
      send: (values, key) => promiseCompensation(id, compensation.body(values), key),
    },
    resolution: resolutionForm(id),
  };
}

/** Steps whose dialog asks for one text. */
function textForm(id: string, send: (id: string, text: string, key: string) => Promise<unknown>): StepForm {
  return {
    fields: (form) => html`${textField(form, 'text', t('complaints.words'), { required: true, wide: true })}`,
    send: (values, key) => send(id, values.text('text') ?? '', key),
  };
}

function triageForm(id: string, state: CaseState): StepForm {
  return {
    fields: (
      form,
    ) => html`${selectField(form, 'severity', t('complaints.severity'), wordOptions('severity'), { value: state.case.value?.suggested_severity })}
      ${textField(form, 'reason', t('complaints.reason'), { wide: true, hint: t('complaints.reason.hint') })}`,
    send: (values, key) => {
      const severity = values.text('severity') as Case['suggested_severity'];
      return triageComplaint(id, { severity, reason: values.text('reason') ?? null }, key);
    },
  };
}

function verificationForm(id: string, state: CaseState): StepForm {
  return {
    fields: (form) => html`${selectField(form, 'finding', t('complaints.finding'), wordOptions('finding'))}
      ${textField(form, 'explanation', t('complaints.explanation'), { wide: true, hint: t('complaints.explanation.hint') })}
      ${people(form, state)}`,
    send: (values, key) => {
      const finding = values.text('finding') as NonNullable<Case['finding']>;
      const explanation = values.text('explanation') ?? null;
      return verifyComplaint(id, { finding, explanation, task_force: values.all('task_force') }, key);
    },
  };
}

function people(form: Form, { directory }: CaseState): TemplateResult {
  return pickManyField(form, 'task_force', t('complaints.task_force'), nameOptions(directory.users), {
    wide: true,
  });
}

function resolutionForm(id: string): StepForm {
  return {
    fields: (
      form,
    ) => html`${selectField(form, 'cause_detail', t('complaints.cause'), wordOptions('cause_detail'), { required: true, empty: '' })}
      ${textField(form, 'text', t('complaints.resolution'), { required: true, wide: true })}
      ${textField(form, 'lesson', t('complaints.lesson'), { wide: true })}
      ${inputField(form, 'title', t('complaints.action'), { hint: t('complaints.action.hint') })}
      ${inputField(form, 'due_on', t('complaints.action.due'), { type: 'date' })}`,
    send: (values, key) => resolveComplaint(id, resolution(values), key),
  };
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
