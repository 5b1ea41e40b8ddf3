/** The customers behind a figure of the life cycle, those of the highest value at risk first. */
import { html } from 'lit';
import {
  type LifeCycleCustomer,
  type LifeCycleCustomersQuery,
  listLifeCycleCustomers,
} from '../../../api/insight/life-cycle.ts';
import { day, emptyState, money } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { choiceFilter, filterBar, pickFilter, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { unitOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';

const codes = ['5', '4', '3', '2', '1'].map((value) => ({ value, label: value }));

export const openLifeCycleCustomers: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['units']);
  return new ListPage<LifeCycleCustomer, LifeCycleCustomersQuery>(context, {
    title: 'life_cycle.behind',
    parameters: { single: ['stage', 'recency', 'frequency', 'monetary', 'unit_id'] },
    read: (query, signal) => listLifeCycleCustomers(query, signal),
    buttons: () => html`<a class="button" href="/life-cycle">${t('nav.life_cycle')}</a>`,
    filters: (filters) =>
      filterBar([
        wordFilter(filters, 'stage', t('life_cycle.stage'), 'life_cycle_stage'),
        choiceFilter(filters, 'recency', t('rfm.recency'), codes),
        choiceFilter(filters, 'frequency', t('rfm.frequency'), codes),
        choiceFilter(filters, 'monetary', t('rfm.monetary'), codes),
        pickFilter(filters, 'unit_id', t('life_cycle.unit'), unitOptions(directory.units)),
      ]),
    ready: () => directory.isRead,
    rows: (rows) =>
      table<LifeCycleCustomer>({
        label: t('life_cycle.behind'),
        rows,
        key: (row) => row.customer_id,
        columns: [
          {
            label: t('common.name'),
            cell: (row) =>
              html`<a href="/customers/${row.customer_id}">${row.name || t('common.name_unknown')}</a>`,
          },
          { label: t('life_cycle.stage'), cell: (row) => word('life_cycle_stage', row.stage) },
          { label: t('life_cycle.reason'), cell: (row) => word('life_cycle_reason', row.reason) },
          { label: t('life_cycle.since'), cell: (row) => day(row.since) },
          {
            label: t('life_cycle.last_purchase'),
            cell: (row) => (row.last_purchase_on ? day(row.last_purchase_on) : '–'),
          },
          {
            label: t('rfm.codes'),
            cell: ({ rfm }) => `${rfm.recency}-${rfm.frequency}-${rfm.monetary}`,
          },
          { label: t('life_cycle.at_risk'), number: true, cell: (row) => money(row.value_at_risk) },
          {
            label: t('life_cycle.unit'),
            cell: (row) => (row.home_unit_id ? directory.unitNameOrNone(row.home_unit_id) : ''),
          },
        ],
      }),
    empty: () => emptyState(t('life_cycle.behind.empty'), t('life_cycle.behind.empty.detail')),
  });
};
