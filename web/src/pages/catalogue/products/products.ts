/** Products and their categories. */
import { html, type TemplateResult } from 'lit';
import {
  allCategories,
  type Category,
  listProducts,
  type Product,
  type ProductQuery,
} from '../../../api/catalogue/products.ts';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import { inTreeOrder } from '../../../models/organisation/unit-tree.ts';
import { categoryOptions } from '../../../ui/category-options.ts';
import { actionButton, editButton, emptyState, money, number, stateBadge } from '../../../ui/components.ts';
import { choiceFilter, filterBar, searchFilter, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { answered, Loading, loaded } from '../../../ui/loading.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';
import { categoryDialog } from './category-dialog.ts';
import { productDialog } from './product-dialog.ts';

export const openProducts: OpenPage = (context) => {
  const { refresh } = context;
  let currency = 'CNY';
  const categories = new Loading<Category[]>(refresh);
  const loadCategories = () => categories.load(allCategories);
  const saved = () => {
    page.saved();
    void loadCategories();
  };
  void loadCategories();
  void organisationCurrency().then((found) => {
    currency = found;
    refresh();
  });
  const editProduct = productDialog(
    refresh,
    () => categories.value ?? [],
    () => currency,
    saved,
  );
  const editCategory = categoryDialog(
    refresh,
    () => categories.value ?? [],
    async () => (await loadCategories()) ?? [],
    saved,
  );
  const page: ListPage<Product, ProductQuery> = new ListPage(context, {
    title: 'nav.products',
    parameters: { single: ['q', 'category_id', 'state'] },
    read: listProducts,
    create: {
      action: 'products:write',
      everywhere: true,
      label: 'products.new',
      run: () => editProduct.show(undefined),
    },
    filters: (filters) =>
      filterBar([
        searchFilter(filters),
        choiceFilter(filters, 'category_id', t('products.category'), categoryOptions(categories.value ?? [])),
        wordFilter(filters, 'state', t('common.state'), 'product_state'),
      ]),
    ready: () => answered([categories]),
    rows: (rows) => productTable(rows, categories.value ?? [], (row) => editProduct.show(row)),
    empty: () => emptyState(t('products.empty'), t('products.empty.detail')),
    aside: () => categoriesCard(categories, (row) => editCategory.show(row)),
    overlays: () => [editProduct.view(), editCategory.view()],
  });
  return page;
};

function productTable(
  rows: readonly Product[],
  categories: readonly Category[],
  edit: (row: Product) => void,
): TemplateResult {
  return table<Product>({
    label: t('nav.products'),
    rows,
    key: (row) => row.id,
    columns: [
      { label: t('common.name'), cell: (row) => html`<strong>${row.name}</strong>` },
      { label: t('common.code'), nowrap: true, cell: (row) => row.code },
      {
        label: t('products.category'),
        cell: (row) => categories.find((one) => one.id === row.category_id)?.name ?? '',
      },
      { label: t('products.price'), number: true, cell: (row) => money(row.unit_price) },
      {
        label: t('products.margin'),
        number: true,
        cell: (row) => (row.margin ? `${number(Number(row.margin) * 100)}%` : money(row.unit_margin)),
      },
      { label: t('common.state'), cell: (row) => stateBadge('product_state', row.state) },
      {
        label: t('common.actions'),
        cell: (row) => editButton('products:write', row.name, () => edit(row), true),
      },
    ],
  });
}

function categoriesCard(
  categories: Loading<Category[]>,
  edit: (row: Category | undefined) => void,
): TemplateResult {
  const row = (one: Category, depth: number) => html`<li>
    <span class="indent" style="--depth:${depth}">${one.name} <small class="quiet">${one.code}</small></span>
    ${editButton('products:write', one.name, () => edit(one), true)}
  </li>`;
  return html`<section class="card" aria-labelledby="categories-title">
    <div class="card-head">
      <h2 id="categories-title">${t('products.categories')}</h2>
      ${actionButton({ action: 'products:write', everywhere: true, label: t('common.create'), describe: t('products.category'), small: true, run: () => edit(undefined) })}
    </div>
    ${loaded(categories, (rows) =>
      rows.length === 0
        ? html`<p class="quiet">${t('products.categories.empty')}</p>`
        : html`<ul class="list">${inTreeOrder(rows).map(({ unit, depth }) => row(unit, depth))}</ul>`,
    )}
  </section>`;
}
