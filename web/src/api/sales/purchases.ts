/** Purchases and their refunds. */
import { client, ok } from '../client.ts';
import type { Body, Query, Reply, Row } from '../types.ts';

export type Purchase = Row<'/v1/purchases'>;
export type PurchaseQuery = Query<'/v1/purchases'>;
export type NewPurchase = Body<'/v1/purchases', 'post'>;
/** What is recorded for a customer who is known: neither held nor anonymous. */
export type RecordedPurchase = Extract<Reply<'/v1/purchases', 'post'>, { tier: unknown }>;
export type Refund = Reply<'/v1/purchases/{id}/refunds', 'get'>['data'][number];
export type NewRefund = Body<'/v1/purchases/{id}/refunds', 'post'>;

export const listPurchases = (query: PurchaseQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/purchases', { params: { query }, signal }));

export const recordPurchase = async (body: NewPurchase, key: string): Promise<RecordedPurchase> =>
  (await ok(
    client.POST('/v1/purchases', { params: { header: { 'Idempotency-Key': key } }, body }),
  )) as RecordedPurchase;

export const refundsOf = async (id: string, signal?: AbortSignal): Promise<Refund[]> =>
  (await ok(client.GET('/v1/purchases/{id}/refunds', { params: { path: { id } }, signal }))).data;

/** The refunds of a customer's latest purchases, newest first. */
export async function refundsOfCustomer(customer: string, signal?: AbortSignal): Promise<Refund[]> {
  const { data } = await listPurchases(
    { customer_id: customer, state: ['refunded', 'partly_refunded'], limit: 20 },
    signal,
  );
  const found = await Promise.all(data.map((purchase) => refundsOf(purchase.id, signal)));
  return found.flat().sort((a, b) => b.recorded_at.localeCompare(a.recorded_at));
}

export const refundPurchase = (id: string, body: NewRefund, key: string) =>
  ok(
    client.POST('/v1/purchases/{id}/refunds', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );
