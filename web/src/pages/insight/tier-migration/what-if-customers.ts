/** The customers whom other bounds of tiers would move. */
import { html } from 'lit';
import {
  listTierWhatIfCustomers,
  type TierWhatIfCustomer,
  type TierWhatIfCustomersQuery,
} from '../../../api/insight/tier-migration.ts';
import { emptyState, money } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { ListPage } from '../../../ui/list-page.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';
import { moveFilters, personColumns } from './people.ts';

export const openTierWhatIfCustomers: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['units']);
  return new ListPage<TierWhatIfCustomer, TierWhatIfCustomersQuery>(context, {
    title: 'tier_what_if.behind',
    parameters: {
      single: ['year', 'a_from', 'b_from', 'from', 'to', 'move', 'unit_id', 'as_of', 'restated'],
    },
    read: listTierWhatIfCustomers,
    buttons: () => html`<a class="button" href="/tier-migration">${t('nav.tier_migration')}</a>`,
    filters: (filters) => moveFilters(filters, t('tier_what_if.now'), t('tier_what_if.then')),
    rows: (rows) =>
      table<TierWhatIfCustomer>({
        label: t('tier_what_if.behind'),
        rows,
        key: (row) => row.customer_id,
        columns: [
          ...personColumns<TierWhatIfCustomer>(directory, t('tier_what_if.now'), t('tier_what_if.then')),
          { label: t('tier_migration.spend'), number: true, cell: (row) => money(row.net_spend) },
        ],
      }),
    empty: () => emptyState(t('structure.behind.empty'), t('structure.behind.empty.detail')),
  });
};
