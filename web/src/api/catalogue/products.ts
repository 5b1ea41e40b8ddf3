/** Products and their categories. */
import { client, mergePatch, ok, tagOf } from '../client.ts';
import { allPages } from '../pages.ts';
import type { Body, Query, Row } from '../types.ts';

export type Product = Row<'/v1/products'>;
export type ProductQuery = Query<'/v1/products'>;
export type NewProduct = Body<'/v1/products', 'post'>;
export type ProductPatch = Body<'/v1/products/{id}', 'patch'>;
export type Category = Row<'/v1/product-categories'>;
export type NewCategory = Body<'/v1/product-categories', 'post'>;
export type CategoryPatch = Body<'/v1/product-categories/{id}', 'patch'>;

export const listProducts = (query: ProductQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/products', { params: { query }, signal }));

export const allProducts = () => allPages<Product>((cursor) => listProducts({ limit: 100, cursor }));

export const createProduct = (body: NewProduct, key: string) =>
  ok(client.POST('/v1/products', { params: { header: { 'Idempotency-Key': key } }, body }));

export const changeProduct = (product: Product, body: ProductPatch) =>
  ok(
    client.PATCH('/v1/products/{id}', {
      params: { path: { id: product.id }, header: { 'If-Match': tagOf(product) } },
      headers: mergePatch,
      body,
    }),
  );

export const allCategories = () =>
  allPages<Category>((cursor) =>
    ok(client.GET('/v1/product-categories', { params: { query: { limit: 100, cursor } } })),
  );

export const createCategory = (body: NewCategory, key: string) =>
  ok(client.POST('/v1/product-categories', { params: { header: { 'Idempotency-Key': key } }, body }));

export const changeCategory = (category: Category, body: CategoryPatch) =>
  ok(
    client.PATCH('/v1/product-categories/{id}', {
      params: { path: { id: category.id }, header: { 'If-Match': tagOf(category) } },
      headers: mergePatch,
      body,
    }),
  );
