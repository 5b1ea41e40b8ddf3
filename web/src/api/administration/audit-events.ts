/** Who did what, when. */
import { client, ok } from '../client.ts';
import type { Query, Row } from '../types.ts';

export type AuditEvent = Row<'/v1/audit-events'>;
export type AuditQuery = Query<'/v1/audit-events'>;

export const listAuditEvents = (query: AuditQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/audit-events', { params: { query }, signal }));
