/** Addresses that get no message any more. */
import { client, ok } from '../client.ts';
import type { Body, Query, Row } from '../types.ts';

export type Suppression = Row<'/v1/suppressions'>;
export type SuppressionQuery = Query<'/v1/suppressions'>;
export type NewSuppression = Body<'/v1/suppressions', 'post'>;

export const listSuppressions = (query: SuppressionQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/suppressions', { params: { query }, signal }));

export const createSuppression = (body: NewSuppression, key: string) =>
  ok(client.POST('/v1/suppressions', { params: { header: { 'Idempotency-Key': key } }, body }));

export const liftSuppression = (id: string) =>
  ok(client.DELETE('/v1/suppressions/{id}', { params: { path: { id } } }));
