/** What units have taken. */
import { client, ok } from '../client.ts';
import type { Query, Reply } from '../types.ts';

export type Takings = Reply<'/v1/analytics/takings', 'get'>;
export type TakingsQuery = Query<'/v1/analytics/takings'>;
export type TakingsRow = Takings['data'][number];

export const readTakings = (query: TakingsQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/analytics/takings', { params: { query }, signal }));
