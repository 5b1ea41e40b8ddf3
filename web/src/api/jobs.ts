/** Jobs: long work of the server, read once, listed, cancelled, tried again. */
import { randomKey } from './base.ts';
import { client, ok } from './client.ts';
import type { Query, Row } from './types.ts';

export type Job = Row<'/v1/jobs'>;
export type JobQuery = Query<'/v1/jobs'>;

export function isOver(job: Job): boolean {
  return job.state !== 'queued' && job.state !== 'running';
}

export const listJobs = (query: JobQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/jobs', { params: { query }, signal }));

export const readJob = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/jobs/{id}', { params: { path: { id } }, signal }));

export const cancelJob = (id: string) =>
  ok(
    client.POST('/v1/jobs/{id}/cancel', {
      params: { path: { id }, header: { 'Idempotency-Key': randomKey() } },
    }),
  );

export const retryJob = (id: string) =>
  ok(
    client.POST('/v1/jobs/{id}/retry', {
      params: { path: { id }, header: { 'Idempotency-Key': randomKey() } },
    }),
  );
