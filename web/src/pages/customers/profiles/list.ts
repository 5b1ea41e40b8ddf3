/** The customers list: what it shows is in its URL. */

import { type Attribute, allAttributes } from '../../../api/customers/attributes.ts';
import {
  type CountQuery,
  type Customer,
  type CustomerCount,
  countCustomers,
  listCustomers,
} from '../../../api/customers/profiles.ts';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import { allUnits, type Unit } from '../../../api/organisation/units.ts';
import { ProblemError } from '../../../api/problem.ts';
import { can } from '../../../api/session.ts';
import { download } from '../../../api/transfer.ts';
import { exportPath, filterQuery, isFiltered } from '../../../models/customers/filters.ts';
import { withQuery } from '../../../models/url-state.ts';
import { Directory } from '../../../ui/directory.ts';
import { Form } from '../../../ui/form.ts';
import { Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage, OptionalView, PageContext } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { RowWindow } from '../../../ui/row-window.ts';
import { SavedViews } from '../../../ui/saved-views.ts';
import { language, t } from '../../../ui/text.ts';
import { BulkChange } from './bulk-change.ts';
import { keepList, laterPage, listQuery, takeList } from './list-memory.ts';
import { customersView, type ListActions, type ListState } from './list-view.ts';
import { NewCustomerDialog } from './new-customer.ts';

/** Few rows, to be there soon; then many, to be there before one has scrolled to them. */
const firstPage = 50;

export const openCustomers: OpenPage = (context) => new CustomersPage(context);

class CustomersPage {
  private url: URL;
  private readonly list: PagedList<Customer>;
  private readonly window: RowWindow;
  private readonly count: Loading<CustomerCount>;
  private readonly form: Form;
  private units: Unit[] = [];
  private attributes: Attribute[] = [];
  private currency = 'CNY';
  private readonly creating: NewCustomerDialog;
  private readonly views: SavedViews;
  private readonly bulk: BulkChange;
  private directory: Directory | undefined;
  private readonly actions: ListActions;

  constructor(private readonly context: PageContext) {
    const { refresh } = context;
    this.url = context.url;
    this.list = new PagedList<Customer>(refresh);
    this.window = new RowWindow(refresh, () => this.list.next.failure || void this.more());
    this.count = new Loading<CustomerCount>(refresh);
    this.form = new Form('filters', refresh);
    this.creating = new NewCustomerDialog(
      refresh,
      () => ({ units: this.units, attributes: this.attributes }),
      context.go,
    );
    this.views = new SavedViews(refresh, 'customers', '/customers');
    this.bulk = new BulkChange(
      refresh,
      () => this.users(),
      () => this.open(),
    );
    this.actions = {
      set: (changes) => context.go(withQuery(this.url, changes), { replace: false }),
      type: (q) => context.go(withQuery(this.url, { q }), { replace: true }),
      clear: () => context.go('/customers'),
      more: () => void this.more(),
      create: () => this.creating.show(),
      export: () => void this.export(),
    };
    this.open();
    this.begin();
    void this.lookUps();
  }

  title = () => t('customers.title');

  view = () => customersView(this.state(), this.actions);

  urlChanged(url: URL): void {
    const before = this.url.search;
    this.url = url;
    if (url.search !== before && url.searchParams.get('cursor') !== this.moreCursor) this.open();
    this.moreCursor = undefined;
    this.begin();
  }

  /** `#new` opens the dialog: the command palette leads here. */
  private begin(): void {
    if (this.url.hash !== '#new') return;
    this.context.moved(this.url.pathname + this.url.search);
    if (can('customers:write')) queueMicrotask(() => this.creating.show());
  }

  leave(): void {
    if (!this.list.first.value) return;
    const { rows, cursor } = this.list;
    keepList({ url: this.url, rows, cursor, scroll: scrollY, seen: this.window.seen });
  }

  private moreCursor: string | null | undefined;

  private state(): ListState {
    const { url, list, window, count, form, units, attributes, currency } = this;
    const { bulk, views } = this;
    const overlays: OptionalView[] = [this.creating.view(), bulk.overlay(), ...views.overlays()];
    return {
      url,
      list,
      window,
      count,
      form,
      units,
      attributes,
      currency,
      bulk,
      views: views.bar(url, isFiltered(url)),
      overlays,
    };
  }

  private open(): void {
    const query = listQuery(this.url);
    const { signal, restored } = this.context;
    const read = (cursor: string | undefined) =>
      listCustomers({ ...query, limit: cursor ? laterPage : firstPage, cursor }, signal);
    const left = takeList(this.url);
    const previous = restored ? left : undefined;
    this.window.reset(previous?.seen);
    if (previous) {
      this.list.restore(read, previous.rows, previous.cursor);
      requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, previous.scroll)));
    } else void this.openAt(read);
    void this.count.load(() => countCustomers(filterQuery(this.url) as CountQuery, signal));
  }

  /** From the cursor in the URL; one that is no longer good starts at the beginning. */
  private async openAt(
    read: (cursor: string | undefined) => ReturnType<typeof listCustomers>,
  ): Promise<void> {
    await this.list.open(read, this.url.searchParams.get('cursor') ?? undefined);
    const { failure } = this.list.first;
    if (failure instanceof ProblemError && failure.code === 'invalid_cursor') {
      this.context.go(withQuery(this.url, { cursor: undefined }), { replace: true });
    }
  }

  /** Who can look after customers; read when it is first asked for. */
  private users(): Directory {
    this.directory ??= new Directory(this.context.refresh, ['users']);
    return this.directory;
  }

  private async more(): Promise<void> {
    const { cursor } = this.list;
    if (!cursor || this.list.next.busy || this.list.first.busy) return;
    await this.list.more();
    if (this.list.next.failure) return;
    // The URL now says where the last page began, so a reload does not lose the place.
    this.moreCursor = cursor;
    this.context.go(withQuery(this.url, { cursor }), { replace: true });
  }

  private async export(): Promise<void> {
    try {
      await download(exportPath(this.url, language()));
    } catch (error) {
      announce(problemText(error).title);
    }
  }

  private async lookUps(): Promise<void> {
    this.currency = await organisationCurrency();
    this.attributes = await allAttributes().catch(() => []);
    if (can('units:read')) this.units = await allUnits().catch(() => []);
    this.context.refresh();
  }
}
