/** Purchases and their refunds. */
import { client, ok } from '../client.ts';
import type { Body, Query, Row } from '../types.ts';

export type Purchase = Row<'/v1/purchases'>;
export type PurchaseQuery = Query<'/v1/purchases'>;
export type NewPurchase = Body<'/v1/purchases', 'post'>;
export type NewRefund = Body<'/v1/purchases/{id}/refunds', 'post'>;

export const listPurchases = (query: PurchaseQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/purchases', { params: { query }, signal }));

export const recordPurchase = (body: NewPurchase, key: string) =>
  ok(client.POST('/v1/purchases', { params: { header: { 'Idempotency-Key': key } }, body }));

export const refundPurchase = (id: string, body: NewRefund, key: string) =>
  ok(
    client.POST('/v1/purchases/{id}/refunds', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );
