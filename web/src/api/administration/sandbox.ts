/** The sandbox of test keys. */
import { client, ok } from '../client.ts';
import type { Reply } from '../types.ts';

export type Sandbox = Reply<'/v1/sandbox', 'get'>;

export const readSandbox = () => ok(client.GET('/v1/sandbox'));

/** Puts it back to how it begins, by a job. */
export const resetSandbox = (key: string) =>
  ok(client.POST('/v1/sandbox/resets', { params: { header: { 'Idempotency-Key': key } } }));
