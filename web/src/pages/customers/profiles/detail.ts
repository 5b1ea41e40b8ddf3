/** One customer: what is read of the API, and what is asked of it. */
import { html, type TemplateResult } from 'lit';
import { randomKey } from '../../../api/base.ts';
import { type Contact, deleteContact, listContacts } from '../../../api/customers/contacts.ts';
import { listMerges, type Merge, undoMerge } from '../../../api/customers/merges.ts';
import { dataExportPath, exportData, listDataExports, listErasures } from '../../../api/customers/privacy.ts';
import {
  type Customer,
  explainCustomer,
  listConsents,
  listTimeline,
  readCustomer,
  readMetrics,
  readMonths,
  removeIdentity,
  type TimelineQuery,
} from '../../../api/customers/profiles.ts';
import { referralsOf } from '../../../api/customers/referrals.ts';
import { lifeCycleOfCustomer } from '../../../api/insight/life-cycle.ts';
import { lifeTimeValueOfCustomer } from '../../../api/insight/life-time-value.ts';
import { ended } from '../../../api/job-watch.ts';
import { membershipsOf } from '../../../api/loyalty/memberships.ts';
import { allProgrammes, type Programme } from '../../../api/loyalty/programmes.ts';
import { campaignsOfCustomer, segmentsOfCustomer } from '../../../api/marketing/of-customer.ts';
import { listPurchases } from '../../../api/sales/purchases.ts';
import { finishTask, listTasks, type Task } from '../../../api/service/tasks.ts';
import { can } from '../../../api/session.ts';
import { download } from '../../../api/transfer.ts';
import { toggled, withQuery } from '../../../models/url-state.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { Directory } from '../../../ui/directory.ts';
import { Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { t } from '../../../ui/text.ts';
import { hasContacts } from './contacts-card.ts';
import { type CustomerDialogs, customerDialogs } from './detail-dialogs.ts';
import type { CustomerActions, CustomerState } from './detail-state.ts';
import { customerView } from './detail-view.ts';
import { hasLifeTimeValue } from './life-time-value-card.ts';
import type { Contact as Reached } from './privacy-card.ts';
import { monthQuery } from './purchases-card.ts';

export const openCustomer: OpenPage = (context) => new CustomerPage(context);

class CustomerPage {
  private readonly state: CustomerState & { programmes: readonly Programme[]; url: URL };
  private readonly dialogs: CustomerDialogs;
  private readonly confirm: Confirm;

  constructor(private readonly context: PageContext) {
    const { refresh, url } = context;
    this.state = {
      customer: new Loading(refresh),
      explanation: new Loading(refresh),
      metrics: new Loading(refresh),
      months: new Loading(refresh),
      timeline: new PagedList(refresh),
      purchases: new PagedList(refresh),
      consents: new Loading(refresh),
      contacts: new Loading(refresh),
      lifeCycle: new Loading(refresh),
      lifeTimeValue: new Loading(refresh),
      tasks: new Loading(refresh),
      memberships: new Loading(refresh),
      dataExports: new Loading(refresh),
      erasure: new Loading(refresh),
      merges: new Loading(refresh),
      referrals: new Loading(refresh),
      segments: new Loading(refresh),
      campaigns: new Loading(refresh),
      directory: new Directory(refresh, ['units', 'users', 'products', 'attributes', 'competitors']),
      programmes: [],
      url,
    };
    this.confirm = new Confirm(refresh);
    this.dialogs = customerDialogs({
      id: () => this.id,
      state: this.state,
      refresh,
      saved: this.saved,
      revealed: this.revealed,
    });
    void this.load();
    if (can('programmes:read')) void this.loadProgrammes();
  }

  private get id(): string {
    return this.state.customer.value?.value.id ?? this.context.params.id ?? '';
  }

  title = (): string => this.state.customer.value?.value.name ?? t('nav.customers');

  view = (): TemplateResult =>
    html`${customerView(this.state, this.actions)} ${Object.values(this.dialogs).map((one) => one.view())}
    ${this.confirm.view()}`;

  urlChanged(url: URL): void {
    const before = this.state.url.searchParams;
    this.state.url = url;
    if (url.searchParams.get('month') === before.get('month')) this.loadTimeline();
    else void this.loadPurchases().then(this.showPurchases);
  }

  /** A bar was followed: what it leads to stands further down. */
  private readonly showPurchases = (): void => {
    if (!this.state.url.searchParams.has('month')) return;
    requestAnimationFrame(() =>
      document.querySelector('#purchases-title')?.scrollIntoView({ block: 'nearest' }),
    );
  };

  languageChanged(): void {
    this.state.explanation.reload();
  }

  private readonly saved = (): void => {
    announce(t('common.saved'));
    void this.load();
  };

  /** Shown until the page is read anew. */
  private readonly revealed = (contact: Reached): void => {
    const { customer } = this.state;
    if (!customer.value) return;
    customer.value = {
      ...customer.value,
      value: { ...customer.value.value, ...contact, contact_masked: false },
    };
    this.context.refresh();
  };

  /** The customer and all that belongs to it; also after a change that may move metrics and tier. */
  private async load(): Promise<void> {
    const { signal, params, go } = this.context;
    const { state } = this;
    const read = await state.customer.load(() => readCustomer(this.id, signal));
    if (!read) return;
    const { id } = read.value;
    if (id !== params.id) {
      // Merged: the old id leads to the one who stays.
      go(`/customers/${id}`, { replace: true });
      return;
    }
    void state.metrics.load(() => readMetrics(id, signal));
    void state.explanation.load(() => explainCustomer(id, signal));
    void state.months.load(() => readMonths(id, signal));
    void this.loadPurchases();
    void state.consents.load(async () => (await listConsents(id, signal)).data);
    if (hasContacts(read.value)) void state.contacts.load(() => listContacts(id, signal));
    if (read.value.status !== 'erased') void state.lifeCycle.load(() => lifeCycleOfCustomer(id, signal));
    if (hasLifeTimeValue(read.value))
      void state.lifeTimeValue.load(() => lifeTimeValueOfCustomer(id, signal));
    void state.merges.load(() => listMerges(id, signal));
    void state.referrals.load(() => referralsOf(id, signal));
    if (can('segments:read')) void state.segments.load(() => segmentsOfCustomer(id, signal));
    if (can('campaigns:read')) void state.campaigns.load(() => campaignsOfCustomer(id, signal));
    if (can('memberships:read')) void state.memberships.load(() => membershipsOf(id, signal));
    this.loadTasks();
    this.loadTimeline();
    this.loadPrivacy(read.value.status);
  }

  /** The receipt of who was erased; of anybody else the archives that were made for them. */
  private loadPrivacy(status: Customer['status']): void {
    if (!can('privacy:read')) return;
    const { signal } = this.context;
    const query = { customer_id: this.id, limit: 5 };
    if (status === 'erased') {
      void this.state.erasure.load(async () => (await listErasures(query, signal)).data[0]);
    } else {
      void this.state.dataExports.load(async () => (await listDataExports(query, signal)).data);
    }
  }

  /** All, or those of the month that the URL names. */
  private async loadPurchases(): Promise<void> {
    if (!can('purchases:read')) return;
    const { signal } = this.context;
    const query = { customer_id: this.id, limit: 10, ...monthQuery(this.state.url) };
    await this.state.purchases.open((cursor) => listPurchases({ ...query, cursor }, signal));
  }

  private loadTasks(): void {
    if (!can('tasks:read')) return;
    const { signal } = this.context;
    void this.state.tasks.load(
      async () => (await listTasks({ customer_id: this.id, limit: 50 }, signal)).data,
    );
  }

  private loadTimeline(): void {
    const kind = this.state.url.searchParams.getAll('kind');
    const { signal } = this.context;
    const query = { limit: 20, ...(kind.length > 0 ? { kind } : {}) } as TimelineQuery;
    void this.state.timeline.open((cursor) => listTimeline(this.id, { ...query, cursor }, signal));
  }

  private async loadProgrammes(): Promise<void> {
    this.state.programmes = await allProgrammes().catch(() => []);
    this.context.refresh();
  }

  private readonly actions: CustomerActions = {
    edit: (read) => this.dialogs.edit.show(read),
    walkTo: (id) => id && this.context.go(`/customers/${id}`, { replace: true }),
    reveal: (customer) => this.dialogs.reveal.show(customer),
    addIdentity: () => this.dialogs.identity.show(undefined),
    removeIdentity: (identity) => this.removeIdentity(identity),
    addConsent: () => this.dialogs.consent.show(undefined),
    editContact: (contact) => this.dialogs.contact.show(contact),
    removeContact: (contact) => this.removeContact(contact),
    addInteraction: () => this.dialogs.interaction.show(undefined),
    addTask: () => this.dialogs.task.show(undefined),
    finishTask: (task) => void this.finish(task),
    recordPurchase: (customer) => this.dialogs.purchase.show(customer),
    refund: (purchase) => this.dialogs.refund.show(purchase),
    enrol: (customer) => this.dialogs.enrol.show(customer),
    exportData: () => void this.exportData(),
    downloadData: (row) =>
      void download(dataExportPath(row.id)).catch((error: unknown) => announce(problemText(error).title)),
    erase: (customer) => this.dialogs.erase.show(customer),
    undoMerge: (merge) => this.undoMerge(merge),
    filterTimeline: (kind) => {
      const { url } = this.state;
      this.context.go(withQuery(url, { kind: toggled(url, 'kind', kind) }), { replace: true });
    },
  };

  private async exportData(): Promise<void> {
    try {
      const job = await exportData(this.id, randomKey());
      this.loadPrivacy('active');
      await ended(job);
    } catch (error) {
      announce(problemText(error).title);
    }
    this.loadPrivacy('active');
  }

  private async finish(task: Task): Promise<void> {
    try {
      await finishTask(task);
      announce(t('home.task.finished'));
    } catch (error) {
      announce(problemText(error).title);
    }
    this.loadTasks();
    this.loadTimeline();
  }

  private undoMerge(merge: Merge): void {
    const key = randomKey();
    this.confirm.ask({
      title: t('merges.undo'),
      detail: t('merges.undo.detail', { name: merge.merged_name }),
      label: t('merges.undo'),
      run: async () => {
        await undoMerge(merge.id, key);
        await this.load();
      },
    });
  }

  private removeContact(contact: Contact): void {
    this.confirm.ask({
      title: t('customer.contact.remove'),
      detail: t('customer.contact.remove.detail', { name: contact.name }),
      label: t('common.remove'),
      run: async () => {
        await deleteContact(this.id, contact);
        await this.load();
      },
    });
  }

  private removeIdentity(identity: Customer['identities'][number]): void {
    this.confirm.ask({
      title: t('customer.identity.remove'),
      detail: t('customer.identity.remove.detail', { value: identity.value }),
      label: t('common.remove'),
      run: async () => {
        await removeIdentity(this.id, identity.id);
        await this.load();
      },
    });
  }
}
