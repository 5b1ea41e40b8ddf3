/** How the customers list looks. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Attribute } from '../../../api/customers/attributes.ts';
import type { Customer, CustomerCount } from '../../../api/customers/profiles.ts';
import type { Unit } from '../../../api/organisation/units.ts';
import { can } from '../../../api/session.ts';
import { isFiltered, sortOf } from '../../../models/customers/filters.ts';
import { avatar } from '../../../ui/avatar.ts';
import {
  actionButton,
  emptyState,
  identityText,
  money,
  number,
  shortDay,
  stateBadge,
  tierBadge,
} from '../../../ui/components.ts';
import type { Form } from '../../../ui/form.ts';
import { listView } from '../../../ui/list-page.ts';
import type { Loading } from '../../../ui/loading.ts';
import type { OptionalView } from '../../../ui/page.ts';
import type { PagedList } from '../../../ui/paged-list.ts';
import type { RowWindow } from '../../../ui/row-window.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';
import type { BulkChange } from './bulk-change.ts';
import { filtersView } from './filters-view.ts';

export interface ListState {
  url: URL;
  list: PagedList<Customer>;
  window: RowWindow;
  count: Loading<CustomerCount>;
  form: Form;
  units: Unit[];
  attributes: Attribute[];
  currency: string;
  /** Who is ticked. */
  bulk: BulkChange;
  /** The saved views. */
  views: OptionalView;
  /** Dialogs. */
  overlays: readonly OptionalView[];
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

export function customersView(state: ListState, actions: ListActions): TemplateResult {
  const { url, list, count, views, bulk, overlays } = state;
  const atLaterPage = url.searchParams.has('cursor') && !list.first.busy && !list.startedAtBeginning;
  return listView<Customer>({
    title: t('customers.title'),
    lead: counted(count),
    buttons: buttons(actions),
    filters: html`${views} ${filtersView(state, actions)} ${atLaterPage ? startNote(actions) : nothing}
      ${bulk.bar(list.rows.map((row) => row.id))}`,
    list,
    rows: (rows) => customerTable(rows, state, actions),
    empty: () => noRows(url, actions),
    more: actions.more,
    overlays,
  });
}

function buttons(actions: ListActions): TemplateResult {
  return html`${
    can('customers:export')
      ? html`<button type="button" class="button" @click=${actions.export}>${t('customers.export')}</button>`
      : nothing
  }
  ${actionButton({ action: 'customers:write', label: t('customers.new'), run: actions.create, icon: 'plus', primary: true })}`;
}

function counted(count: Loading<CustomerCount>): TemplateResult {
  const text =
    count.value === undefined
      ? count.slow
        ? t('customers.counting')
        : ' '
      : t(count.value.is_exact ? 'customers.count' : 'customers.count.more', { count: count.value.count });
  return html`<span role="status" aria-live="polite">${text}</span>`;
}

function startNote(actions: ListActions): TemplateResult {
  return html`<p class="note">
    ${t('customers.from_cursor')}
    <button type="button" class="button small" @click=${() => actions.set({ cursor: undefined })}>${t('customers.to_start')}</button>
  </p>`;
}

function noRows(url: URL, actions: ListActions): TemplateResult {
  if (isFiltered(url)) {
    const clear = html`<button type="button" class="button" @click=${actions.clear}>${t('common.filters.clear')}</button>`;
    return emptyState(t('customers.none'), t('customers.none.detail'), clear);
  }
  const action = html`<a class="button primary" href="/imports">${t('home.tiers.empty.action')}</a>`;
  return emptyState(
    t('customers.empty'),
    t('customers.empty.detail'),
    can('imports:write') ? action : undefined,
  );
}

function customerTable(
  rows: readonly Customer[],
  { url, window, units, bulk }: ListState,
  actions: ListActions,
): TemplateResult {
  return table<Customer>({
    label: t('customers.title'),
    long: {
      columns:
        'minmax(160px, 1.8fr) 52px minmax(160px, 1.2fr) minmax(90px, 1.4fr) minmax(80px, 0.7fr) minmax(112px, 1fr) 96px minmax(100px, 0.9fr)',
      window,
      depends: [units, bulk.ticked],
    },
    rows,
    key: (row) => row.id,
    sort: { value: sortOf(url), change: (sort) => actions.set({ sort }) },
    columns: [
      {
        label: t('customers.column.name'),
        sorts: ['name', '-name'],
        cell: (row) =>
          html`<span class="person">${bulk.box(row.id, row.name)}${avatar(row.name, row.id)}<a class="row-link" href="/customers/${row.id}">${row.name}</a></span>`,
      },
      { label: t('customers.column.tier'), cell: (row) => tierBadge(row.tier?.class) },
      { label: t('customers.column.contact'), nowrap: true, cell: contact },
      {
        label: t('customers.column.shop'),
        short: true,
        // Its line is there before the names are.
        cell: (row) => units.find((unit) => unit.id === row.home_unit_id)?.name ?? '\u00a0',
      },
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
        cell: (row) => shortDay(row.metrics.last_purchase_on),
      },
    ],
  });
}

function contact(row: Customer): TemplateResult | typeof nothing {
  const identity = row.identities.find((one) => one.kind === 'phone') ?? row.identities[0];
  return identity ? identityText(identity.kind, identity.value) : nothing;
}
