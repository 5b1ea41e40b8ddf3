/** What every list of customers behind a move shows of them. */
import { html } from 'lit';
import type { TierMigrationCustomer, TierWhatIfCustomer } from '../../../api/insight/tier-migration.ts';
import { stateBadge, tierBadge } from '../../../ui/components.ts';
import type { Directory } from '../../../ui/directory.ts';
import { type Filters, filterBar, wordFilter } from '../../../ui/filters.ts';
import type { Column } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';

type Person = TierMigrationCustomer | TierWhatIfCustomer;

export const moveFilters = (filters: Filters, from: string, to: string) =>
  filterBar([
    wordFilter(filters, 'move', t('tier_migration.move'), 'tier_move'),
    wordFilter(filters, 'from', from, 'tier'),
    wordFilter(filters, 'to', to, 'tier'),
  ]);

export const personColumns = <Row extends Person>(
  directory: Directory,
  from: string,
  to: string,
): Column<Row>[] => [
  {
    label: t('structure.customer'),
    cell: (row) => html`<a href="/customers/${row.customer_id}">${row.name || t('common.name_unknown')}</a>`,
  },
  { label: from, cell: (row) => tierBadge(row.from) },
  { label: to, cell: (row) => tierBadge(row.to) },
  { label: t('structure.status'), cell: (row) => stateBadge('customer_status', row.status) },
  {
    label: t('structure.unit'),
    cell: (row) => (row.home_unit_id ? directory.unitName(row.home_unit_id) : ''),
  },
];
