/** Who was erased, when and why, and what went: receipts that name nobody. */
import { html, type TemplateResult } from 'lit';
import { type Erasure, type ErasureQuery, listErasures } from '../../../api/customers/privacy.ts';
import { removedKinds } from '../../../models/customers/privacy.ts';
import { emptyState, number, shortMoment, stateBadge } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { ListPage } from '../../../ui/list-page.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';
import { customerNumber } from './customer-number.ts';

export const openErasures: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['users']);
  return new ListPage<Erasure, ErasureQuery>(context, {
    title: 'nav.privacy',
    lead: 'privacy.lead',
    read: listErasures,
    buttons: () => html`<a class="button" href="/privacy/reads">${t('privacy.reads')}</a>
      <a class="button" href="/privacy/exports">${t('privacy.exports')}</a>`,
    rows: (rows) => erasureTable(rows, directory),
    empty: () => emptyState(t('privacy.empty'), t('privacy.empty.detail')),
  });
};

function erasureTable(rows: readonly Erasure[], directory: Directory): TemplateResult {
  return table<Erasure>({
    label: t('nav.privacy'),
    rows,
    key: (row) => row.id,
    columns: [
      { label: t('privacy.customer'), cell: (row) => customerNumber(row.customer_id) },
      { label: t('privacy.state'), cell: (row) => stateBadge('erasure_state', row.state) },
      { label: t('privacy.reason'), cell: (row) => row.reason },
      { label: t('privacy.by'), cell: (row) => directory.userNameOrNone(row.erased_by) },
      { label: t('privacy.at'), nowrap: true, cell: (row) => shortMoment(row.erased_at) },
      {
        label: t('privacy.removed'),
        cell: (row) =>
          html`<small class="quiet">${removedKinds(row.removed)
            .map(([kind, count]) => `${word('erased_kind', kind)} ${number(count)}`)
            .join(' · ')}</small>`,
      },
    ],
  });
}
