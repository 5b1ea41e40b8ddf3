/** Purchases of customers whom nobody knows yet. */
import { client, ok } from '../client.ts';
import type { Body, Query, Row } from '../types.ts';

export type HeldPurchase = Row<'/v1/held-purchases'>;
export type HeldPurchaseQuery = Query<'/v1/held-purchases'>;
export type HeldPurchaseMatch = Body<'/v1/held-purchases/{id}/match', 'post'>;

export const listHeldPurchases = (query: HeldPurchaseQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/held-purchases', { params: { query }, signal }));

export const matchHeldPurchase = (id: string, body: HeldPurchaseMatch, key: string) =>
  ok(
    client.POST('/v1/held-purchases/{id}/match', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );

export const releaseHeldPurchase = (id: string, key: string) =>
  ok(
    client.POST('/v1/held-purchases/{id}/release', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
    }),
  );
