/** The customers who moved into a year from the one before. */
import { html } from 'lit';
import {
  listTierMigrationCustomers,
  type TierMigrationCustomer,
  type TierMigrationCustomersQuery,
} from '../../../api/insight/tier-migration.ts';
import { emptyState, money } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { ListPage } from '../../../ui/list-page.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';
import { moveFilters, personColumns } from './people.ts';

export const openTierMigrationCustomers: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['units']);
  return new ListPage<TierMigrationCustomer, TierMigrationCustomersQuery>(context, {
    title: 'tier_migration.behind',
    parameters: { single: ['year', 'from', 'to', 'move', 'unit_id', 'as_of', 'restated'] },
    read: listTierMigrationCustomers,
    buttons: () => html`<a class="button" href="/tier-migration">${t('nav.tier_migration')}</a>`,
    filters: (filters) => moveFilters(filters, t('tier_migration.before'), t('tier_migration.after')),
    rows: (rows) =>
      table<TierMigrationCustomer>({
        label: t('tier_migration.behind'),
        rows,
        key: (row) => row.customer_id,
        columns: [
          ...personColumns<TierMigrationCustomer>(
            directory,
            t('tier_migration.before'),
            t('tier_migration.after'),
          ),
          {
            label: t('tier_migration.spend_before'),
            number: true,
            cell: (row) => money(row.net_spend_before),
          },
          { label: t('tier_migration.spend'), number: true, cell: (row) => money(row.net_spend) },
        ],
      }),
    empty: () => emptyState(t('structure.behind.empty'), t('structure.behind.empty.detail')),
  });
};
