/** Customers that may be one: looked at pair by pair, compared, dismissed; the certain ones merged together. */
import { html, type TemplateResult } from 'lit';
import { randomKey } from '../../../api/base.ts';
import {
  type Duplicate,
  type DuplicateQuery,
  dismissDuplicate,
  listDuplicates,
  mergeDuplicates,
  searchDuplicates,
} from '../../../api/customers/merges.ts';
import { ended } from '../../../api/job-watch.ts';
import { actionButton, emptyState, identityText, money, number } from '../../../ui/components.ts';
import { selectField } from '../../../ui/fields.ts';
import { filterBar, wordFilter } from '../../../ui/filters.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { table } from '../../../ui/table.ts';
import { joined, t, word } from '../../../ui/text.ts';

type Job = Awaited<ReturnType<typeof searchDuplicates>>;

export const openDuplicates: OpenPage = (context) => {
  const bulk = bulkDialog(context.refresh, (job) => void wait(job));
  const wait = async (job: Job) => {
    announce(t('duplicates.started'));
    await ended(job);
    void page.load();
  };
  const search = () =>
    void searchDuplicates(randomKey())
      .then(wait)
      .catch((error: unknown) => announce(problemText(error).title));
  const dismiss = (row: Duplicate) =>
    void dismissDuplicate(row.id, randomKey())
      .then(() => page.saved())
      .catch((error: unknown) => announce(problemText(error).title));
  const page: ListPage<Duplicate, DuplicateQuery> = new ListPage(context, {
    title: 'nav.duplicates',
    lead: 'duplicates.lead',
    parameters: { single: ['state'] },
    read: listDuplicates,
    buttons: () =>
      actionButton({
        action: 'customers:merge',
        everywhere: true,
        label: t('duplicates.bulk'),
        run: () => bulk.show(undefined),
      }),
    create: {
      action: 'customers:merge',
      everywhere: true,
      icon: 'search',
      label: 'duplicates.search',
      run: search,
    },
    filters: (filters) => filterBar([wordFilter(filters, 'state', t('duplicates.state'), 'duplicate_state')]),
    rows: (rows) => pairs(rows, dismiss),
    empty: () => emptyState(t('duplicates.empty'), t('duplicates.empty.detail')),
    overlays: () => [bulk.view()],
  });
  return page;
};

/** Scores from which pairs are merged without being looked at. */
const certain = ['100', '95', '90', '85'];

const bulkDialog = (refresh: () => void, done: (job: Job) => void): FormDialog<undefined, Job> =>
  new FormDialog<undefined, Job>(refresh, {
    name: 'bulk-merge',
    title: () => t('duplicates.bulk'),
    label: () => t('duplicates.bulk.run'),
    fields: (form) => html`<p>${t('duplicates.bulk.detail')}</p>
      ${selectField(
        form,
        'min_score',
        t('duplicates.bulk.score'),
        certain.map((value) => ({ value, label: value })),
        { value: '95' },
      )}`,
    send: (values, key) => mergeDuplicates(Number(values.text('min_score')), key),
    done,
  });

function pairs(rows: readonly Duplicate[], dismiss: (row: Duplicate) => void): TemplateResult {
  return table<Duplicate>({
    label: t('nav.duplicates'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('duplicates.score'),
        nowrap: true,
        cell: (row) => html`<strong>${number(row.score)}</strong>`,
      },
      { label: t('duplicates.first'), cell: (row) => side(row.customer) },
      { label: t('duplicates.second'), cell: (row) => side(row.other) },
      {
        label: t('duplicates.reasons'),
        cell: (row) => joined(row.reasons.map((reason) => word('duplicate_reason', reason))),
      },
      { label: t('common.actions'), cell: (row) => decide(row, dismiss) },
    ],
  });
}

const side = (customer: Duplicate['customer']): TemplateResult =>
  html`<span>
    <a href="/customers/${customer.id}">${customer.name}</a>
    ${customer.identities
      .filter(({ kind }) => kind === 'phone')
      .map(({ kind, value }) => html`<br /><small class="quiet">${identityText(kind, value)}</small>`)}
    <br /><small class="quiet">${money(customer.metrics.net_spend)}</small>
  </span>`;

function decide(row: Duplicate, dismiss: (row: Duplicate) => void): TemplateResult {
  if (row.state !== 'open') return html`${word('duplicate_state', row.state)}`;
  const both = joined([row.customer.name, row.other.name]);
  return html`<div class="buttons">
    <a
      class="button small"
      href="/customers/${row.customer.id}/merge?with=${row.other.id}"
      aria-label=${t('common.pair', { label: t('duplicates.compare'), value: both })}
      >${t('duplicates.compare')}</a
    >
    ${actionButton({
      action: 'customers:merge',
      label: t('duplicates.dismiss'),
      describe: both,
      small: true,
      run: () => dismiss(row),
    })}
  </div>`;
}
