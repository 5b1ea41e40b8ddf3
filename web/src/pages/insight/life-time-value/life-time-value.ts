/** Life-time value: what the models say of the base in plain words, and the customers worth most. */
import { html, type TemplateResult } from 'lit';
import {
  type LifeTimeValueFigures,
  listValuedCustomers,
  readLifeTimeValue,
  type ValuedCustomer,
  type ValuedQuery,
} from '../../../api/insight/life-time-value.ts';
import { can } from '../../../api/session.ts';
import { actionButton, emptyState, money, number, share, tierBadge } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { choiceFilter, filterBar, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';
import { modelsCards } from './models-view.ts';

/** The bounds of P(alive) that the bands and the life cycle go by. */
const bounds = ['0.1', '0.5', '0.8'];

export const openLifeTimeValue: OpenPage = (context) => {
  const { refresh, signal } = context;
  const directory = new Directory(refresh, ['units']);
  const figures = new Loading<LifeTimeValueFigures>(refresh);
  void figures.load(() => readLifeTimeValue(signal));
  const choices = bounds.map((value) => ({ value, label: share(value) }));
  const page: ListPage<ValuedCustomer, ValuedQuery> = new ListPage<ValuedCustomer, ValuedQuery>(context, {
    title: 'nav.life_time_value',
    lead: 'life_time_value.lead',
    parameters: { single: ['p_alive_from', 'p_alive_below'], many: ['tier'] },
    read: (query, asked) =>
      can('customers:read')
        ? listValuedCustomers(query, asked)
        : Promise.resolve({ data: [], has_more: false, next_cursor: null }),
    buttons: () =>
      actionButton({
        action: 'segments:write',
        label: t('segments.new'),
        run: () => context.go('/segments/new'),
      }),
    filters: (filters) =>
      html`${loaded(figures, modelsCards, 12)}
      <h2>${t('life_time_value.customers')}</h2>
      ${filterBar([
        choiceFilter(filters, 'p_alive_from', t('life_time_value.alive_from'), choices),
        choiceFilter(filters, 'p_alive_below', t('life_time_value.alive_below'), choices),
        wordFilter(filters, 'tier', t('customers.column.tier'), 'tier'),
      ])}`,
    ready: () => directory.isRead,
    rows: (rows) => valuedTable(rows, directory),
    empty: () =>
      emptyState(t('life_time_value.customers.empty'), t('life_time_value.customers.empty.detail')),
  });
  return page;
};

function valuedTable(rows: readonly ValuedCustomer[], directory: Directory): TemplateResult {
  return table<ValuedCustomer>({
    label: t('life_time_value.customers'),
    rows,
    key: (row) => row.customer_id,
    columns: [
      {
        label: t('common.name'),
        cell: (row) => html`<a href="/customers/${row.customer_id}">${row.name}</a>`,
      },
      { label: t('customers.column.tier'), cell: (row) => tierBadge(row.tier) },
      {
        label: t('life_time_value.unit'),
        cell: (row) => (row.home_unit_id ? directory.unitNameOrNone(row.home_unit_id) : ''),
      },
      {
        label: t('life_time_value.value'),
        number: true,
        cell: (row) => money(row.expectation.life_time_value) || '–',
      },
      { label: t('life_time_value.alive'), number: true, cell: (row) => share(row.expectation.p_alive) },
      {
        label: t('life_time_value.expected'),
        number: true,
        cell: (row) => number(row.expectation.expected_purchases),
      },
      {
        label: t('life_time_value.basket'),
        number: true,
        cell: (row) => money(row.expectation.expected_basket) || '–',
      },
    ],
  });
}
