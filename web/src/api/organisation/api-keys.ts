/** API keys of partners. */
import { randomKey } from '../base.ts';
import { client, ok, tagOf } from '../client.ts';
import { allPages } from '../pages.ts';
import type { Body, Reply, Row } from '../types.ts';

export type ApiKey = Row<'/v1/api-keys'>;
export type NewKey = Body<'/v1/api-keys', 'post'>;
/** A key and its secret, which the API shows once. */
export type FreshKey = Reply<'/v1/api-keys', 'post'>;

export const allKeys = () =>
  allPages<ApiKey>((cursor) => ok(client.GET('/v1/api-keys', { params: { query: { limit: 100, cursor } } })));

export const createKey = (body: NewKey, key: string) =>
  ok(client.POST('/v1/api-keys', { params: { header: { 'Idempotency-Key': key } }, body }));

export const rollKey = (id: string, overlapSeconds: number, key: string) =>
  ok(
    client.POST('/v1/api-keys/{id}/roll', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body: { overlap_seconds: overlapSeconds },
    }),
  );

/** From now on oneself answers for the key. */
export const takeOverKey = (key: ApiKey) =>
  ok(
    client.POST('/v1/api-keys/{id}/take-over', {
      params: { path: { id: key.id }, header: { 'Idempotency-Key': randomKey() } },
    }),
  );

export const revokeKey = (key: ApiKey) =>
  ok(
    client.DELETE('/v1/api-keys/{id}', {
      params: { path: { id: key.id }, header: { 'If-Match': tagOf(key) } },
    }),
  );
