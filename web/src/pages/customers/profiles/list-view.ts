/** How the customers list looks. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Customer } from '../../../api/customers/profiles.ts';
import type { Unit } from '../../../api/organisation/units.ts';
import { can } from '../../../api/session.ts';
import { isFiltered, sortOf } from '../../../models/customers/filters.ts';
import {
  actionButton,
  day,
  emptyState,
  money,
  number,
  pageHead,
  stateBadge,
  tierBadge,
} from '../../../ui/components.ts';
import type { Form } from '../../../ui/form.ts';
import { type Loading, loaded } from '../../../ui/loading.ts';
import type { PagedList } from '../../../ui/paged-list.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import type { RowWindow } from '../../../ui/row-window.ts';
import { moreButton, table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';
import { filtersView } from './filters-view.ts';
import type { NewCustomerDialog } from './new-customer.ts';

export interface ListState {
  url: URL;
  list: PagedList<Customer>;
  window: RowWindow;
  count: Loading<number>;
  form: Form;
  units: Unit[];
  currency: string;
  creating: NewCustomerDialog;
}

export interface ListActions {
  /** Sets filters in the URL, as a step one can go back from. */
  set: (changes: Record<string, string | readonly string[] | undefined>) => void;
  /** Searches while somebody types, without a step for each letter. */
  type: (q: string) => void;
  clear: () => void;
  more: () => void;
  create: () => void;
  export: () => void;
}

export function customersView(list: ListState, actions: ListActions): TemplateResult {
  const tools = html`${
    can('customers:export')
      ? html`<button type="button" class="button" @click=${actions.export}>${t('customers.export')}</button>`
      : nothing
  }
  ${actionButton({ action: 'customers:write', label: t('customers.new'), run: actions.create, icon: 'plus', primary: true })}`;
  return html`<div class="page">
    ${pageHead(t('customers.title'), counted(list.count), tools)} ${filtersView(list, actions)}
    ${list.url.searchParams.has('cursor') && !list.list.first.busy ? startNote(list, actions) : nothing}
    ${loaded(list.list.first, (rows) => (rows.length === 0 ? noRows(list.url, actions) : rowsView(rows, list, actions)), 10)}
    ${list.creating.view()}
  </div>`;
}

function counted(count: Loading<number>): TemplateResult {
  const text =
    count.value === undefined
      ? count.slow
        ? t('customers.counting')
        : ' '
      : t('customers.count', { count: count.value });
  return html`<span role="status" aria-live="polite">${text}</span>`;
}

function startNote(list: ListState, actions: ListActions): TemplateResult | typeof nothing {
  if (list.list.startedAtBeginning) return nothing;
  return html`<p class="note">
    ${t('customers.from_cursor')}
    <button type="button" class="button small" @click=${() => actions.set({ cursor: undefined })}>${t('customers.to_start')}</button>
  </p>`;
}

function noRows(url: URL, actions: ListActions): TemplateResult {
  if (isFiltered(url)) {
    const clear = html`<button type="button" class="button" @click=${actions.clear}>${t('customers.filter.clear')}</button>`;
    return emptyState(t('customers.none'), t('customers.none.detail'), clear);
  }
  const action = html`<a class="button primary" href="/imports">${t('home.tiers.empty.action')}</a>`;
  return emptyState(
    t('customers.empty'),
    t('customers.empty.detail'),
    can('imports:write') ? action : undefined,
  );
}

function rowsView(rows: Customer[], list: ListState, actions: ListActions): TemplateResult {
  return html`${table<Customer>({
    label: t('customers.title'),
    long: {
      columns:
        'minmax(110px, 2.2fr) 56px minmax(146px, 1.3fr) minmax(84px, 0.8fr) minmax(116px, 1.1fr) 84px minmax(112px, 1fr)',
      window: list.window,
    },
    rows,
    key: (row) => row.id,
    sort: { value: sortOf(list.url), change: (sort) => actions.set({ sort }) },
    columns: [
      {
        label: t('customers.column.name'),
        sorts: ['name', '-name'],
        cell: (row) => html`<a class="row-link" href="/customers/${row.id}">${row.name}</a>`,
      },
      { label: t('customers.column.tier'), cell: (row) => tierBadge(row.tier?.class) },
      { label: t('customers.column.contact'), nowrap: true, cell: contact },
      { label: t('customers.column.status'), cell: (row) => stateBadge('customer_status', row.status) },
      {
        label: t('customers.column.spend'),
        number: true,
        sorts: ['-net_spend'],
        cell: (row) => money(row.metrics.net_spend),
      },
      {
        label: t('customers.column.purchases'),
        number: true,
        sorts: ['-purchases'],
        cell: (row) => number(row.metrics.purchases),
      },
      {
        label: t('customers.column.last'),
        nowrap: true,
        sorts: ['-last_purchase_on'],
        cell: (row) => day(row.metrics.last_purchase_on),
      },
    ],
  })}
  ${list.list.next.failure ? problemPanel(list.list.next.failure, list.list.next.reload) : nothing}
  ${list.list.cursor ? moreButton(list.list.next.busy, actions.more) : nothing}`;
}

function contact(row: Customer): string {
  const identity = row.identities.find((one) => one.kind === 'phone') ?? row.identities[0];
  return identity?.value ?? '';
}
