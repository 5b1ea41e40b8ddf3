/** One customer: state of the page and what it asks of the API. */
import type { nothing, TemplateResult } from 'lit';
import type { Tagged } from '../../../api/client.ts';
import {
  type Consent,
  type Customer,
  type Explanation,
  explainCustomer,
  listConsents,
  listTimeline,
  type Metrics,
  readCustomer,
  readMetrics,
  removeIdentity,
  type TimelineEntry,
  type TimelineQuery,
} from '../../../api/customers/profiles.ts';
import { type Membership, membershipsOf } from '../../../api/loyalty/memberships.ts';
import { allProgrammes, type Programme } from '../../../api/loyalty/programmes.ts';
import { allUnits, type Unit } from '../../../api/organisation/units.ts';
import { allUsers, type User } from '../../../api/organisation/users.ts';
import { listPurchases, type Purchase } from '../../../api/sales/purchases.ts';
import { finishTask, listTasks, type Task } from '../../../api/service/tasks.ts';
import { can } from '../../../api/session.ts';
import { toggled, withQuery } from '../../../models/url-state.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { t } from '../../../ui/text.ts';
import { type CustomerDialogs, customerDialogs } from './detail-dialogs.ts';
import { customerView } from './detail-view.ts';

export const openCustomer: OpenPage = (context) => new CustomerPage(context);

export class CustomerPage {
  readonly customer: Loading<Tagged<Customer>>;
  readonly explanation: Loading<Explanation>;
  readonly metrics: Loading<Metrics>;
  readonly timeline: PagedList<TimelineEntry>;
  readonly purchases: PagedList<Purchase>;
  readonly consents: Loading<Consent[]>;
  readonly tasks: Loading<Task[]>;
  readonly memberships: Loading<Membership[]>;
  readonly dialogs: CustomerDialogs;
  readonly confirm: Confirm;
  units: Unit[] = [];
  users: User[] = [];
  programmes: Programme[] = [];
  url: URL;

  constructor(private readonly context: PageContext) {
    const { refresh } = context;
    this.url = context.url;
    this.customer = new Loading(refresh);
    this.explanation = new Loading(refresh);
    this.metrics = new Loading(refresh);
    this.timeline = new PagedList(refresh);
    this.purchases = new PagedList(refresh);
    this.consents = new Loading(refresh);
    this.tasks = new Loading(refresh);
    this.memberships = new Loading(refresh);
    this.confirm = new Confirm(refresh);
    this.dialogs = customerDialogs(this, refresh);
    void this.load();
    void this.lookUps();
  }

  get id(): string {
    return this.customer.value?.value.id ?? this.context.params.id ?? '';
  }

  title = (): string => this.customer.value?.value.name ?? t('nav.customers');

  view = (): TemplateResult => customerView(this);

  urlChanged(url: URL): void {
    this.url = url;
    this.loadTimeline();
  }

  languageChanged(): void {
    this.explanation.reload();
  }

  /** The customer and all that hangs on it; also after a change that may move metrics and tier. */
  async load(): Promise<void> {
    const { signal } = this.context;
    const read = await this.customer.load(() => readCustomer(this.id, signal));
    if (!read) return;
    if (read.value.id !== this.context.params.id) {
      // Merged: the old id leads to the one who stays.
      this.context.go(`/customers/${read.value.id}`, { replace: true });
      return;
    }
    void this.metrics.load(() => readMetrics(this.id, signal));
    void this.explanation.load(() => explainCustomer(this.id, signal));
    if (can('purchases:read')) {
      void this.purchases.open((cursor) =>
        listPurchases({ customer_id: this.id, limit: 10, cursor }, signal),
      );
    }
    void this.consents.load(async () => (await listConsents(this.id, signal)).data);
    if (can('memberships:read')) void this.memberships.load(() => membershipsOf(this.id, signal));
    this.loadTasks();
    this.loadTimeline();
  }

  loadTasks(): void {
    if (!can('tasks:read')) return;
    const { signal } = this.context;
    void this.tasks.load(async () => (await listTasks({ customer_id: this.id, limit: 50 }, signal)).data);
  }

  loadTimeline(): void {
    const kind = this.url.searchParams.getAll('kind');
    const { signal } = this.context;
    const query = { limit: 20, ...(kind.length > 0 ? { kind } : {}) } as TimelineQuery;
    void this.timeline.open((cursor) => listTimeline(this.id, { ...query, cursor }, signal));
  }

  filterTimeline(kind: string): void {
    this.context.go(withQuery(this.url, { kind: toggled(this.url, 'kind', kind) }), { replace: true });
  }

  async finish(task: Task): Promise<void> {
    try {
      await finishTask(task);
      announce(t('home.task.finished'));
    } catch (error) {
      announce(problemText(error).title);
    }
    this.loadTasks();
    this.loadTimeline();
  }

  dropIdentity(identity: Customer['identities'][number]): void {
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

  unitName(id: string | null | undefined): string {
    return this.units.find((unit) => unit.id === id)?.name ?? id ?? '';
  }

  userName(id: string | null | undefined): string {
    return this.users.find((user) => user.id === id)?.name ?? id ?? '';
  }

  programmeName(id: string): string {
    return this.programmes.find((programme) => programme.id === id)?.name ?? t('memberships.programme');
  }

  overlays(): (TemplateResult | typeof nothing)[] {
    return [...Object.values(this.dialogs).map((one) => one.view()), this.confirm.view()];
  }

  private async lookUps(): Promise<void> {
    if (can('units:read')) this.units = await allUnits().catch(() => []);
    if (can('users:read')) this.users = await allUsers().catch(() => []);
    if (can('programmes:read')) this.programmes = await allProgrammes().catch(() => []);
    this.context.refresh();
  }
}
