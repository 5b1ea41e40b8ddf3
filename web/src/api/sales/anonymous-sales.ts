/** Sales without a customer. */
import { client, ok } from '../client.ts';
import type { Query, Row } from '../types.ts';

export type AnonymousSale = Row<'/v1/anonymous-sales'>;
export type AnonymousSaleQuery = Query<'/v1/anonymous-sales'>;

export const listAnonymousSales = (query: AnonymousSaleQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/anonymous-sales', { params: { query }, signal }));
