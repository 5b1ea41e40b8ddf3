/** The customers behind a figure of the structure. */
import { html } from 'lit';
import {
  listStructureCustomers,
  type StructureCustomer,
  type StructureCustomersQuery,
} from '../../../api/insight/structure.ts';
import { emptyState, stateBadge } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { filterBar, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';

export const openStructureCustomers: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['units']);
  return new ListPage<StructureCustomer, StructureCustomersQuery>(context, {
    title: 'structure.behind',
    parameters: { single: ['part', 'from', 'to', 'by', 'as_of', 'restated', 'key'] },
    read: (query, signal, url) => {
      // A key may be empty: then it is of the group without one.
      const key = url.searchParams.get('key');
      return listStructureCustomers(key === null ? query : { ...query, key }, signal);
    },
    buttons: () => html`<a class="button" href="/structure">${t('structure.back')}</a>`,
    filters: (filters) => filterBar([wordFilter(filters, 'part', t('structure.part'), 'structure_part')]),
    rows: (rows) =>
      table<StructureCustomer>({
        label: t('structure.behind'),
        rows,
        key: (row) => row.customer_id,
        columns: [
          {
            label: t('structure.customer'),
            cell: (row) =>
              html`<a href="/customers/${row.customer_id}">${row.name || t('common.name_unknown')}</a>`,
          },
          { label: t('structure.status'), cell: (row) => stateBadge('customer_status', row.status) },
          {
            label: t('structure.unit'),
            cell: (row) => (row.home_unit_id ? directory.unitName(row.home_unit_id) : ''),
          },
        ],
      }),
    empty: () => emptyState(t('structure.behind.empty'), t('structure.behind.empty.detail')),
  });
};
