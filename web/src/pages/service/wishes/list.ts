/** Wishes: what customers asked for and did not get, what was asked for most, and what was decided. */
import { html, type TemplateResult } from 'lit';
import {
  countWishes,
  listWishes,
  type Wish,
  type WishCount,
  type WishCounts,
  type WishQuery,
} from '../../../api/service/wishes.ts';
import { actionButton, emptyState, number, shortDay, stateBadge } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { filterBar, pickFilter, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { unitOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';
import { decisionDialog, wishDialog } from './dialogs.ts';

export const openWishes: OpenPage = (context) => {
  const { refresh, signal } = context;
  const directory = new Directory(refresh, ['units', 'products']);
  const counts = new Loading<WishCounts>(refresh);
  const count = () => counts.load(() => countWishes({}, signal));
  void count();
  const changed = (text: string) => {
    announce(text);
    void count();
    page.saved();
  };
  const noting = wishDialog(
    refresh,
    () => directory,
    () => changed(t('common.saved')),
  );
  const deciding = decisionDialog(refresh, ({ decided, told }) =>
    changed(t('wishes.decided', { decided, told })),
  );
  const page: ListPage<Wish, WishQuery> = new ListPage<Wish, WishQuery>(context, {
    title: 'nav.wishes',
    lead: 'wishes.lead',
    parameters: { single: ['unit_id'], many: ['reason', 'state'] },
    read: listWishes,
    create: { action: 'wishes:write', label: 'wishes.new', run: () => noting.show(undefined) },
    filters: (filters) =>
      html`${loaded(counts, (found) => countsCard(found, directory, (row) => deciding.show({ row, name: nameOf(row, directory) })), 4)}
      ${filterBar([
        pickFilter(filters, 'unit_id', t('wishes.unit'), unitOptions(directory.units)),
        wordFilter(filters, 'reason', t('wishes.reason'), 'wish_reason'),
        wordFilter(filters, 'state', t('common.state'), 'wish_state'),
      ])}`,
    ready: () => directory.isRead,
    rows: (rows) => wishTable(rows, directory),
    empty: (create) => emptyState(t('wishes.empty'), t('wishes.empty.detail'), create),
    overlays: () => [noting.view(), deciding.view()],
  });
  return page;
};

/** What was asked for, by its name or in words. */
const nameOf = (row: Pick<Wish, 'product_id' | 'wanted'>, directory: Directory): string =>
  row.wanted ?? (directory.productName(row.product_id) || t('common.name_unknown'));

function countsCard(
  found: WishCounts,
  directory: Directory,
  decide: (row: WishCount) => void,
): TemplateResult {
  if (found.data.length === 0) return html``;
  const figure = (label: string, of: (row: WishCount) => number) => ({
    label,
    number: true,
    cell: (row: WishCount) => number(of(row)),
  });
  return html`<section class="card" aria-labelledby="wish-counts">
    <h2 id="wish-counts">${t('wishes.most')}</h2>
    ${table<WishCount>({
      label: t('wishes.most'),
      rows: found.data.slice(0, 20),
      key: (row) => `${row.product_id ?? row.wanted}/${row.unit_id}`,
      columns: [
        { label: t('wishes.wanted'), cell: (row) => nameOf(row, directory) },
        { label: t('wishes.unit'), cell: (row) => directory.unitNameOrNone(row.unit_id) },
        figure(t('wishes.count'), (row) => row.wishes),
        figure(t('words.wish_reason.not_made'), (row) => row.not_made),
        figure(t('words.wish_reason.not_here'), (row) => row.not_here),
        figure(t('words.wish_reason.sold_out'), (row) => row.sold_out),
        figure(t('wishes.waiting'), (row) => row.waiting),
        {
          label: t('common.actions'),
          cell: (row) =>
            actionButton({
              action: 'wishes:decide',
              label: t('wishes.decide'),
              describe: nameOf(row, directory),
              small: true,
              refused: row.waiting === 0 ? t('wishes.nothing_waits') : undefined,
              run: () => decide(row),
            }),
        },
      ],
    })}
  </section>`;
}

function wishTable(rows: readonly Wish[], directory: Directory): TemplateResult {
  return table<Wish>({
    label: t('nav.wishes'),
    rows,
    key: (row) => row.id,
    columns: [
      { label: t('wishes.asked_on'), nowrap: true, cell: (row) => shortDay(row.asked_on) },
      { label: t('wishes.wanted'), cell: (row) => nameOf(row, directory) },
      { label: t('wishes.unit'), cell: (row) => directory.unitNameOrNone(row.unit_id) },
      { label: t('wishes.reason'), cell: (row) => word('wish_reason', row.reason) },
      {
        label: t('wishes.customer'),
        cell: (row) =>
          row.customer_id
            ? html`<a href="/customers/${row.customer_id}">${t('wishes.customer.open')}</a>`
            : '',
      },
      {
        label: t('common.state'),
        cell: (row) =>
          html`${stateBadge('wish_state', row.state)} <small class="quiet">${row.decision_note ?? ''}</small>`,
      },
    ],
  });
}
