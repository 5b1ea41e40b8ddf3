/** From prospect to customer: how many of those who were enrolled have bought. */
import { client, ok } from '../client.ts';
import type { Query, Reply } from '../types.ts';

export type ProspectFigures = Reply<'/v1/analytics/prospects', 'get'>;
export type ProspectFigure = ProspectFigures['total'];
export type ProspectQuery = Query<'/v1/analytics/prospects'>;

export const readProspectFigures = (query: ProspectQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/analytics/prospects', { params: { query }, signal }));
