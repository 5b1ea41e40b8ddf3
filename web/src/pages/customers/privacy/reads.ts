/** Who opened which customers, newest first. */
import { html, type TemplateResult } from 'lit';
import {
  listPersonalReads,
  type PersonalRead,
  type PersonalReadQuery,
} from '../../../api/customers/privacy.ts';
import { emptyState, moment } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { filterBar, pickFilter, searchFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { nameOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';
import { customerNumber } from './customer-number.ts';

export const openPersonalReads: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['users']);
  return new ListPage<PersonalRead, PersonalReadQuery>(context, {
    title: 'privacy.reads',
    lead: 'privacy.reads.lead',
    parameters: { single: ['actor_id', 'customer_id'] },
    read: listPersonalReads,
    buttons: () => html`<a class="button" href="/privacy">${t('privacy.erasures')}</a>`,
    filters: (filters) =>
      filterBar([
        pickFilter(filters, 'actor_id', t('privacy.by'), nameOptions(directory.users), t('audit.everybody')),
        searchFilter(filters, t('privacy.reads.customer'), { name: 'customer_id', placeholder: 'cus_…' }),
      ]),
    rows: (rows) => readTable(rows, directory),
    empty: () => emptyState(t('privacy.reads.empty'), t('privacy.reads.lead')),
  });
};

function readTable(rows: readonly PersonalRead[], directory: Directory): TemplateResult {
  return table<PersonalRead>({
    label: t('privacy.reads'),
    rows,
    key: (row) => row.id,
    columns: [
      { label: t('privacy.at'), nowrap: true, cell: (row) => moment(row.at) },
      {
        label: t('privacy.by'),
        cell: (row) => directory.userName(row.actor_id) || html`<code>…${row.actor_id.slice(-6)}</code>`,
      },
      { label: t('privacy.customer'), cell: (row) => customerNumber(row.customer_id) },
    ],
  });
}
