/** What customers asked for and did not get. */
import { client, ok } from '../client.ts';
import type { Body, Query, Reply, Row } from '../types.ts';

export type Wish = Row<'/v1/wishes'>;
export type WishQuery = Query<'/v1/wishes'>;
export type NewWish = Body<'/v1/wishes', 'post'>;
export type WishCounts = Reply<'/v1/wishes/counts', 'get'>;
export type WishCount = WishCounts['data'][number];
export type WishCountQuery = Query<'/v1/wishes/counts'>;
export type NewWishDecision = Body<'/v1/wishes/decisions', 'post'>;
export type WishDecision = Reply<'/v1/wishes/decisions', 'post'>;

export const listWishes = (query: WishQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/wishes', { params: { query }, signal }));

export const recordWish = (body: NewWish, key: string) =>
  ok(client.POST('/v1/wishes', { params: { header: { 'Idempotency-Key': key } }, body }));

export const countWishes = (query: WishCountQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/wishes/counts', { params: { query }, signal }));

export const decideWishes = (body: NewWishDecision, key: string) =>
  ok(client.POST('/v1/wishes/decisions', { params: { header: { 'Idempotency-Key': key } }, body }));
