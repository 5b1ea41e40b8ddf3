/** One complaint: what is read of the API, and what is asked of it. */
import { html, type TemplateResult } from 'lit';
import { randomKey } from '../../../api/base.ts';
import { readCustomer } from '../../../api/customers/profiles.ts';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import { type Refund, refundsOfCustomer } from '../../../api/sales/purchases.ts';
import {
  type Attachment,
  allComplaintCategories,
  attachFile,
  type Compensation,
  closeComplaint,
  decideCompensation,
  executeCompensation,
  listAttachments,
  listComplaintEvents,
  readComplaint,
} from '../../../api/service/complaints.ts';
import { can } from '../../../api/session.ts';
import { download } from '../../../api/transfer.ts';
import { excerpt } from '../../../models/format.ts';
import { day, money } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { inputField, selectField } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { StepDialogs } from '../../../ui/step-dialogs.ts';
import { pair, t } from '../../../ui/text.ts';
import { CompensationForm } from './compensation-form.ts';
import type { CaseActions, CaseState, Step } from './detail-state.ts';
import { caseView } from './detail-view.ts';
import { stepForms } from './step-forms.ts';

export const openCase: OpenPage = (context) => new CasePage(context);

class CasePage {
  private readonly id: string;
  private readonly state: CaseState;
  private readonly compensation: CompensationForm;
  private readonly steps: StepDialogs<Step>;
  private readonly refundDialog: FormDialog<Compensation, unknown>;
  private refunds: readonly Refund[] = [];

  constructor(private readonly context: PageContext) {
    const { refresh, params } = context;
    this.id = params.id ?? '';
    this.state = {
      case: new Loading(refresh),
      events: new Loading(refresh),
      attachments: new Loading(refresh),
      directory: new Directory(refresh, ['units', 'users']),
      categories: [],
      customer: '',
      currency: 'CNY',
      hasNames: false,
    };
    this.compensation = new CompensationForm(this.state, refresh);
    const forms = stepForms(this.id, this.state, this.compensation);
    this.steps = new StepDialogs(refresh, { words: 'next_step', forms, done: this.saved });
    this.refundDialog = new FormDialog<Compensation, unknown>(refresh, {
      name: 'pay',
      title: () => t('complaints.given'),
      fields: (form) =>
        this.refunds.length > 0
          ? html`${selectField(form, 'refund_id', t('complaints.refund_id'), this.refundOptions(), { required: true })}`
          : html`${inputField(form, 'refund_id', t('complaints.refund_id'), { required: true, hint: t('complaints.refund_id.hint') })}`,
      send: (values, key, one) => executeCompensation(this.id, one.id, values.text('refund_id'), key),
      done: this.saved,
    });
    void this.lookUps(this.load());
  }

  title = (): string => {
    const found = this.state.case.value;
    return found ? excerpt(found.text, 30) : t('nav.complaints');
  };

  view = (): TemplateResult =>
    html`${caseView(this.state, this.actions)} ${this.steps.view()} ${this.refundDialog.view()}`;

  private async load(): Promise<void> {
    const { signal } = this.context;
    const { id, state } = this;
    await state.case.load(() => readComplaint(id, signal));
    void state.events.load(async () => (await listComplaintEvents(id, signal)).data);
    void state.attachments.load(async () => (await listAttachments(id, signal)).data);
  }

  private readonly actions: CaseActions = {
    takeStep: (step) => this.takeStep(step),
    decide: (one, approved) =>
      void this.attempt(() => decideCompensation(this.id, one.id, approved, randomKey())),
    execute: (one) => {
      if (one.kind === 'refund') void this.chooseRefund(one);
      else void this.attempt(() => executeCompensation(this.id, one.id, undefined, randomKey()));
    },
    attach: (file) => void this.attempt(() => attachFile(this.id, file, randomKey())),
    download: (attachment) => void this.download(attachment),
  };

  /** The refunds that may have kept the promise are shown by what they were. */
  private async chooseRefund(one: Compensation): Promise<void> {
    const customer = this.state.case.value?.customer_id;
    const found = customer && can('purchases:read') ? refundsOfCustomer(customer) : undefined;
    this.refunds = (await found?.catch(() => [])) ?? [];
    this.refundDialog.show(one);
  }

  private refundOptions() {
    return this.refunds.map((refund) => ({
      value: refund.id,
      label: [day(refund.occurred_on), money(refund.amount), refund.reason].filter(Boolean).join(' · '),
    }));
  }

  private takeStep(step: Step): void {
    this.compensation.begin();
    if (step === 'close') void this.attempt(() => closeComplaint(this.id, randomKey()));
    else this.steps.show(step);
  }

  private readonly saved = (): void => {
    announce(t('common.saved'));
    void this.load();
  };

  /** Something that needs no dialog: a failure is announced. */
  private async attempt(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
      this.saved();
    } catch (error) {
      const { title, detail } = problemText(error);
      announce(detail ? pair(title, detail) : title);
    }
  }

  private async download(attachment: Attachment): Promise<void> {
    const path = `/v1/complaints/${this.id}/attachments/${attachment.id}`;
    await download(path).catch((error) => announce(problemText(error).title));
  }

  /** The names and the currency that the page shows; whose case it is, is known once `reading` has ended. */
  private async lookUps(reading: Promise<void>): Promise<void> {
    const { state } = this;
    const customerName = async () => {
      await reading;
      const id = state.case.value?.customer_id;
      return (id && (await readCustomer(id).catch(() => undefined))?.value.name) || '';
    };
    [state.categories, state.currency, state.customer] = await Promise.all([
      allComplaintCategories().catch(() => []),
      organisationCurrency().catch(() => 'CNY'),
      customerName(),
    ]);
    state.hasNames = true;
    this.context.refresh();
  }
}
