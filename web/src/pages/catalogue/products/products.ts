/** Products and their categories. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  allCategories,
  type Category,
  changeCategory,
  createCategory,
  listProducts,
  type Product,
  type ProductQuery,
} from '../../../api/catalogue/products.ts';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { actionButton, emptyState, money, number, pageHead, stateBadge } from '../../../ui/components.ts';
import { inputField } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import { moreButton, table } from '../../../ui/table.ts';
import { t, word, wordValues } from '../../../ui/text.ts';
import { productDialog } from './product-dialog.ts';

export const openProducts: OpenPage = (context) => {
  const { refresh, signal } = context;
  let url = context.url;
  let currency = 'CNY';
  const products = new PagedList<Product>(refresh);
  const categories = new Loading<Category[]>(refresh);
  const load = () => {
    const query = apiQuery(url, ['q', 'category_id', 'state']) as ProductQuery;
    void products.open((cursor) => listProducts({ ...query, limit: 50, cursor }, signal));
  };
  const loadCategories = () => categories.load(allCategories);
  const saved = () => {
    announce(t('common.saved'));
    load();
    void loadCategories();
  };
  load();
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
  const editCategory = categoryDialog(refresh, async () => (await loadCategories()) ?? [], saved);
  const set = (changes: Record<string, string>) => context.go(withQuery(url, changes), { replace: true });
  const create = () =>
    actionButton({
      action: 'products:write',
      label: t('products.new'),
      icon: 'plus',
      primary: true,
      run: () => editProduct.show(undefined),
    });

  return {
    title: () => t('nav.products'),
    urlChanged: (next) => {
      url = next;
      load();
    },
    view: () => html`<div class="page">
      ${pageHead(t('nav.products'), '', create())}
      <div class="main-aside">
        <div class="stack">
          ${filters(url, categories.value ?? [], set)}
          ${loaded(products.first, (rows) =>
            rows.length === 0
              ? emptyState(t('products.empty'), t('products.empty.detail'))
              : productTable(rows, categories.value ?? [], (row) => editProduct.show(row)),
          )}
          ${products.next.failure ? problemPanel(products.next.failure, products.next.reload) : nothing}
          ${products.cursor ? moreButton(products.next.busy, () => void products.more()) : nothing}
        </div>
        ${categoriesCard(categories, (row) => editCategory.show(row))}
      </div>
      ${editProduct.view()} ${editCategory.view()}
    </div>`,
  };
};

function filters(
  url: URL,
  categories: readonly Category[],
  set: (changes: Record<string, string>) => void,
): TemplateResult {
  const value = (name: string) => url.searchParams.get(name) ?? '';
  const change = (name: string) => (event: Event) =>
    set({ [name]: (event.target as HTMLInputElement).value.trim() });
  return html`<search class="filters">
    <div class="filter-row">
      <div class="field grow">
        <label for="product-search">${t('common.search')}</label>
        <input id="product-search" type="search" autocomplete="off" .value=${value('q')} @change=${change('q')} />
      </div>
      <div class="field">
        <label for="product-category">${t('products.category')}</label>
        <select id="product-category" @change=${change('category_id')}>
          <option value="">${t('common.all')}</option>
          ${categories.map((one) => html`<option value=${one.id} ?selected=${one.id === value('category_id')}>${one.name}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="product-state">${t('common.state')}</label>
        <select id="product-state" @change=${change('state')}>
          <option value="">${t('common.all')}</option>
          ${wordValues('product_state').map((one) => html`<option value=${one} ?selected=${one === value('state')}>${word('product_state', one)}</option>`)}
        </select>
      </div>
    </div>
  </search>`;
}

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
        cell: (row) => (row.margin ? `${number(Number(row.margin) * 100)} %` : ''),
      },
      { label: t('common.state'), cell: (row) => stateBadge('product_state', row.state) },
      {
        label: t('common.actions'),
        cell: (row) =>
          actionButton({
            action: 'products:write',
            label: t('common.edit'),
            describe: row.name,
            small: true,
            run: () => edit(row),
          }),
      },
    ],
  });
}

function categoriesCard(
  categories: Loading<Category[]>,
  edit: (row: Category | undefined) => void,
): TemplateResult {
  const row = (one: Category) => html`<li>
    <span>${one.name} <small class="quiet">${one.code}</small></span>
    ${actionButton({ action: 'products:write', label: t('common.edit'), describe: one.name, small: true, run: () => edit(one) })}
  </li>`;
  return html`<section class="card" aria-labelledby="categories-title">
    <div class="card-head">
      <h2 id="categories-title">${t('products.categories')}</h2>
      ${actionButton({ action: 'products:write', label: t('common.create'), describe: t('products.category'), small: true, run: () => edit(undefined) })}
    </div>
    ${loaded(categories, (rows) =>
      rows.length === 0
        ? html`<p class="quiet">${t('products.categories.empty')}</p>`
        : html`<ul class="list">${rows.map(row)}</ul>`,
    )}
  </section>`;
}

function categoryDialog(refresh: () => void, read: () => Promise<Category[]>, done: () => void) {
  return new FormDialog<Category | undefined, Category>(refresh, {
    name: 'category',
    title: (category) => (category ? t('products.category.edit') : t('products.category.new')),
    fields: (
      form,
      category,
    ) => html`${inputField(form, 'name', t('common.name'), { value: category?.name, required: true })}
      ${inputField(form, 'code', t('common.code'), { value: category?.code, required: true })}`,
    send: (values, key, category) => {
      const body = { name: values.text('name') ?? '', code: values.text('code') ?? '' };
      return category ? changeCategory(category, body) : createCategory(body, key);
    },
    reload: async (category) => (await read()).find((one) => one.id === category?.id),
    done,
  });
}
