/** One complaint: state of the page and what it asks of the API. */
import type { TemplateResult } from 'lit';
import { randomKey } from '../../../api/base.ts';
import { readCustomer } from '../../../api/customers/profiles.ts';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import { allUnits, type Unit } from '../../../api/organisation/units.ts';
import { allUsers, type User } from '../../../api/organisation/users.ts';
import {
  type Attachment,
  allComplaintCategories,
  attachFile,
  type Case,
  type ComplaintCategory,
  type ComplaintEvent,
  listAttachments,
  listComplaintEvents,
  readComplaint,
} from '../../../api/service/complaints.ts';
import { can } from '../../../api/session.ts';
import { download } from '../../../api/transfer.ts';
import { Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { t } from '../../../ui/text.ts';
import { caseView } from './detail-view.ts';
import { excerpt } from './due-view.ts';
import { StepDialogs } from './step-dialogs.ts';

export const openCase: OpenPage = (context) => new CasePage(context);

export class CasePage {
  readonly case: Loading<Case>;
  readonly events: Loading<ComplaintEvent[]>;
  readonly attachments: Loading<Attachment[]>;
  readonly steps: StepDialogs;
  units: Unit[] = [];
  users: User[] = [];
  categories: ComplaintCategory[] = [];
  customer = '';
  currency = 'CNY';

  constructor(private readonly context: PageContext) {
    const { refresh } = context;
    this.case = new Loading(refresh);
    this.events = new Loading(refresh);
    this.attachments = new Loading(refresh);
    this.steps = new StepDialogs(this, refresh);
    void this.load();
    void this.lookUps();
  }

  get id(): string {
    return this.context.params.id ?? '';
  }

  title = (): string => (this.case.value ? excerpt(this.case.value.text, 30) : t('nav.complaints'));

  view = (): TemplateResult => caseView(this);

  async load(): Promise<void> {
    const { signal } = this.context;
    await this.case.load(() => readComplaint(this.id, signal));
    void this.events.load(async () => (await listComplaintEvents(this.id, signal)).data);
    void this.attachments.load(async () => (await listAttachments(this.id, signal)).data);
  }

  /** Called when a step was taken. */
  saved = (): void => {
    announce(t('common.saved'));
    void this.load();
  };

  async attach(file: File): Promise<void> {
    await this.attempt(() => attachFile(this.id, file, randomKey()));
  }

  async save(attachment: Attachment): Promise<void> {
    const path = `/v1/complaints/${this.id}/attachments/${attachment.id}`;
    await download(path).catch((error) => announce(problemText(error).title));
  }

  /** A step that needs no dialog: a failure is announced. */
  async attempt(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
      this.saved();
    } catch (error) {
      const { title, detail } = problemText(error);
      announce(detail ? `${title}: ${detail}` : title);
    }
  }

  unitName(id: string | null | undefined): string {
    return this.units.find((unit) => unit.id === id)?.name ?? '';
  }

  userName(id: string | null | undefined): string {
    if (id === 'system') return t('complaints.system');
    return this.users.find((user) => user.id === id)?.name ?? id ?? '';
  }

  private async lookUps(): Promise<void> {
    if (can('units:read')) this.units = await allUnits().catch(() => []);
    if (can('users:read')) this.users = await allUsers().catch(() => []);
    this.categories = await allComplaintCategories().catch(() => []);
    this.currency = await organisationCurrency().catch(() => 'CNY');
    const found = await readComplaint(this.id).catch(() => undefined);
    if (found)
      this.customer = (await readCustomer(found.customer_id).catch(() => undefined))?.value.name ?? '';
    this.context.refresh();
  }
}
