/** What the shops have taken, with and without a customer. */
import { html, type TemplateResult } from 'lit';
import { allCategories, type Category } from '../../../api/catalogue/products.ts';
import {
  readTakings,
  type Takings,
  type TakingsQuery,
  type TakingsRow,
} from '../../../api/insight/takings.ts';
import { can } from '../../../api/session.ts';
import { categoryOptions } from '../../../ui/category-options.ts';
import { day, emptyState, figure, money, number } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { choiceFilter, filterBar, pickFilter, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { Loading } from '../../../ui/loading.ts';
import { monthFilter, monthRange } from '../../../ui/month-filter.ts';
import { unitOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';

export const openTakings: OpenPage = (context) => {
  const { refresh } = context;
  const directory = new Directory(refresh, ['units']);
  const categories = new Loading<Category[]>(refresh);
  if (can('products:read')) void categories.load(allCategories);
  let takings: Takings | undefined;
  return new ListPage<TakingsRow, TakingsQuery>(context, {
    title: 'nav.takings',
    lead: 'takings.lead',
    parameters: { single: ['by', 'unit_id', 'category_id'] },
    read: async (asked, signal, url) => {
      const { by, unit_id, category_id } = asked;
      takings = await readTakings(
        {
          ...(by ? { by } : {}),
          ...(unit_id ? { unit_id } : {}),
          ...(category_id ? { category_id } : {}),
          ...monthRange(url, 'occurred_on'),
        } as TakingsQuery,
        signal,
      );
      return { data: takings.data, has_more: false };
    },
    filters: (filters) =>
      filterBar([
        wordFilter(filters, 'by', t('takings.by'), 'takings_by'),
        monthFilter(filters, t('takings.month')),
        pickFilter(filters, 'unit_id', t('purchase.unit'), unitOptions(directory.units)),
        choiceFilter(filters, 'category_id', t('products.category'), categoryOptions(categories.value ?? [])),
      ]),
    rows: (rows) => takingsTable(rows, takings?.by ?? 'unit'),
    empty: () => emptyState(t('takings.empty'), t('takings.empty.detail')),
    aside: () => totals(takings),
  });
};

/** What a row is called. */
function nameOf(row: TakingsRow, by: Takings['by']): string {
  if (!row.key) return t('takings.none');
  if (by === 'channel') return word('channel', row.key);
  if (by === 'day') return day(row.key);
  return row.name ?? t('common.name_unknown');
}

function takingsTable(rows: readonly TakingsRow[], by: Takings['by']): TemplateResult {
  return table<TakingsRow>({
    label: t('nav.takings'),
    rows,
    key: (row) => row.key ?? '',
    columns: [
      { label: word('takings_by', by), cell: (row) => html`<strong>${nameOf(row, by)}</strong>` },
      { label: t('takings.net'), number: true, cell: (row) => money(row.net) },
      { label: t('takings.customers'), number: true, cell: (row) => money(row.customers.sold) },
      { label: t('takings.anonymous'), number: true, cell: (row) => money(row.anonymous.sold) },
      {
        label: t('takings.refunded'),
        number: true,
        cell: (row) =>
          money({
            amount: row.customers.refunded.amount + row.anonymous.refunded.amount,
            currency: row.net.currency,
          }),
      },
      {
        label: t('takings.sales'),
        number: true,
        cell: (row) => number(row.customers.sales + row.anonymous.sales),
      },
    ],
  });
}

function totals(takings: Takings | undefined): TemplateResult {
  if (!takings) return html``;
  const { total, held } = takings;
  return html`<section class="card" aria-labelledby="takings-total">
    <h2 id="takings-total">${t('takings.total')}</h2>
    ${figure(t('takings.net'), money(total.net))}
    ${figure(t('takings.customers'), money(total.customers.sold))}
    ${figure(t('takings.anonymous'), money(total.anonymous.sold))}
    <p class="quiet">
      ${held.sales > 0 ? html`<a href="/held-purchases">${t('takings.held', { count: held.sales, amount: money(held.sold) })}</a>` : t('takings.held.none')}
    </p>
  </section>`;
}
