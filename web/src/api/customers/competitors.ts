/** Whom the organisation competes with, and who named them. */
import { client, mergePatch, ok, tagOf } from '../client.ts';
import { allPages } from '../pages.ts';
import type { Body, Reply, Row } from '../types.ts';

export type Competitor = Row<'/v1/competitors'>;
export type NewCompetitor = Body<'/v1/competitors', 'post'>;
export type CompetitorPatch = Body<'/v1/competitors/{id}', 'patch'>;
export type CompetitorCounts = Reply<'/v1/competitors/counts', 'get'>;

/** All of them, archived ones as well: they may have been named. */
export const allCompetitors = () =>
  allPages<Competitor>((cursor) =>
    ok(client.GET('/v1/competitors', { params: { query: { limit: 100, cursor } } })),
  );

/** Who named whom in the last 365 days. */
export const countCompetitors = (signal?: AbortSignal) =>
  ok(client.GET('/v1/competitors/counts', { params: { query: {} }, signal }));

export const createCompetitor = (body: NewCompetitor, key: string) =>
  ok(client.POST('/v1/competitors', { params: { header: { 'Idempotency-Key': key } }, body }));

export const changeCompetitor = (competitor: Competitor, body: CompetitorPatch) =>
  ok(
    client.PATCH('/v1/competitors/{id}', {
      params: { path: { id: competitor.id }, header: { 'If-Match': tagOf(competitor) } },
      headers: mergePatch,
      body,
    }),
  );
