/** Imports: a file, what its columns mean, a try, a run, and the rows that were refused. */
import { client, mergePatch, ok, tagged } from '../client.ts';
import type { Body, Query, Reply, Row } from '../types.ts';

export type Import = Row<'/v1/imports'>;
export type ImportQuery = Query<'/v1/imports'>;
/** Whether its rows have been counted, by a try or a run. */
export function wasTried(row: Import): boolean {
  return row.state !== 'draft' && row.state !== 'uploaded';
}

export type NewImport = Body<'/v1/imports', 'post'>;
export type ImportPatch = Body<'/v1/imports/{id}', 'patch'>;
export type Preview = Reply<'/v1/imports/{id}/preview', 'get'>;
export type UndoPlan = Reply<'/v1/imports/{id}/undo', 'get'>;
export type Rejection = Row<'/v1/imports/{id}/rejections'>;

export const listImports = (query: ImportQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/imports', { params: { query }, signal }));

export const createImport = (body: NewImport, key: string) =>
  ok(client.POST('/v1/imports', { params: { header: { 'Idempotency-Key': key } }, body }));

export const readImport = (id: string, signal?: AbortSignal) =>
  tagged(client.GET('/v1/imports/{id}', { params: { path: { id } }, signal }));

export const changeImport = (id: string, tag: string, body: ImportPatch) =>
  tagged(
    client.PATCH('/v1/imports/{id}', {
      params: { path: { id }, header: { 'If-Match': tag } },
      headers: mergePatch,
      body,
    }),
  );

export const deleteImport = (id: string, tag: string) =>
  ok(client.DELETE('/v1/imports/{id}', { params: { path: { id }, header: { 'If-Match': tag } } }));

export const previewImport = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/imports/{id}/preview', { params: { path: { id } }, signal }));

export const tryImport = (id: string, key: string) =>
  ok(
    client.POST('/v1/imports/{id}/dry-runs', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
    }),
  );

export const runImport = (id: string, key: string) =>
  ok(client.POST('/v1/imports/{id}/runs', { params: { path: { id }, header: { 'Idempotency-Key': key } } }));

export const planUndo = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/imports/{id}/undo', { params: { path: { id } }, signal }));

export const undoImport = (id: string, key: string) =>
  ok(client.POST('/v1/imports/{id}/undo', { params: { path: { id }, header: { 'Idempotency-Key': key } } }));

export type RowOutcome = Rejection['outcome'];

/** Rows that were not taken, or those with these outcomes of which something is said. */
export const listRejections = (
  id: string,
  cursor?: string,
  signal?: AbortSignal,
  outcome: readonly RowOutcome[] = [],
) =>
  ok(
    client.GET('/v1/imports/{id}/rejections', {
      params: { path: { id }, query: { limit: 50, cursor, outcome: [...outcome] } },
      signal,
    }),
  );
