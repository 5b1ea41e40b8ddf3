/** Rights of persons: what is held on somebody as one archive, and erasing them. */
import { client, ok } from '../client.ts';
import type { Query, Row } from '../types.ts';

export type Erasure = Row<'/v1/erasures'>;
export type ErasureQuery = Query<'/v1/erasures'>;
export type DataExport = Row<'/v1/data-exports'>;
export type DataExportQuery = Query<'/v1/data-exports'>;

export const listErasures = (query: ErasureQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/erasures', { params: { query }, signal }));

export const eraseCustomer = (id: string, reason: string, key: string) =>
  ok(
    client.POST('/v1/customers/{id}/erase', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body: { reason },
    }),
  );

export type PersonalRead = Row<'/v1/personal-reads'>;
export type PersonalReadQuery = Query<'/v1/personal-reads'>;

/** Who opened which customers. */
export const listPersonalReads = (query: PersonalReadQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/personal-reads', { params: { query }, signal }));

export const listDataExports = (query: DataExportQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/data-exports', { params: { query }, signal }));

/** A job that puts the archive together. */
export const exportData = (id: string, key: string) =>
  ok(
    client.POST('/v1/customers/{id}/data-export', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
    }),
  );

/** How a customer is reached, for a reason that is noted. */
export const revealContact = (id: string, reason: string, key: string) =>
  ok(
    client.POST('/v1/customers/{id}/reveal', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body: { reason },
    }),
  );

/** Where the browser saves an archive from. */
export const dataExportPath = (id: string): string => `/v1/data-exports/${id}/content`;
