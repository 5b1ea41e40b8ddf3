/** Two customers that are one: what a merge would make, merging, undoing, and the pairs that may be one. */
import { client, ok } from '../client.ts';
import type { Body, Query, Reply, Row } from '../types.ts';

export type NewMerge = Body<'/v1/customers/{id}/merge', 'post'>;
export type MergePreview = Reply<'/v1/customers/{id}/merge/preview', 'post'>;
export type Merge = Row<'/v1/customers/{id}/merges'>;
export type Duplicate = Row<'/v1/duplicates'>;
export type DuplicateQuery = Query<'/v1/duplicates'>;

export const previewMerge = (id: string, body: NewMerge, signal?: AbortSignal) =>
  ok(client.POST('/v1/customers/{id}/merge/preview', { params: { path: { id } }, body, signal }));

export const mergeCustomers = (id: string, body: NewMerge, key: string) =>
  ok(
    client.POST('/v1/customers/{id}/merge', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );

/** Who was merged into a customer, newest first. */
export const listMerges = async (id: string, signal?: AbortSignal): Promise<Merge[]> =>
  (await ok(client.GET('/v1/customers/{id}/merges', { params: { path: { id } }, signal }))).data;

export const undoMerge = (id: string, key: string) =>
  ok(client.POST('/v1/merges/{id}/undo', { params: { path: { id }, header: { 'Idempotency-Key': key } } }));

export const listDuplicates = (query: DuplicateQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/duplicates', { params: { query }, signal }));

export const dismissDuplicate = (id: string, key: string) =>
  ok(
    client.POST('/v1/duplicates/{id}/dismiss', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
    }),
  );

export const searchDuplicates = (key: string) =>
  ok(client.POST('/v1/duplicates/searches', { params: { header: { 'Idempotency-Key': key } } }));

export const mergeDuplicates = (minScore: number, key: string) =>
  ok(
    client.POST('/v1/duplicates/merges', {
      params: { header: { 'Idempotency-Key': key } },
      body: { min_score: minScore },
    }),
  );
