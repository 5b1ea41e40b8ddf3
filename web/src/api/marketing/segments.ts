/** Segments: groups of customers, by a rule or by hand. */
import { randomKey } from '../base.ts';
import { client, mergePatch, ok, tagged } from '../client.ts';
import { allPages } from '../pages.ts';
import type { Body, Query, Reply, Row } from '../types.ts';

export type Segment = Row<'/v1/segments'>;
export type SegmentQuery = Query<'/v1/segments'>;
export type NewSegment = Body<'/v1/segments', 'post'>;
export type SegmentPatch = Body<'/v1/segments/{id}', 'patch'>;
export type Preview = Reply<'/v1/segments/preview', 'post'>;
export type Member = Row<'/v1/segments/{id}/members'>;
export type SegmentExplanation = Reply<'/v1/segments/{id}/explain', 'get'>;
export type Rule = Body<'/v1/segments/preview', 'post'>['rule'];

export const listSegments = (query: SegmentQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/segments', { params: { query }, signal }));

/** Those a rule may name. */
export const activeSegments = () =>
  allPages<Segment>((cursor) => listSegments({ state: ['active'], limit: 100, cursor }));

export const readSegment = (id: string, signal?: AbortSignal) =>
  tagged(client.GET('/v1/segments/{id}', { params: { path: { id } }, signal }));

/** As a segment of this unit would find them; of one's own when none is named. */
export const previewRule = (rule: Rule, unit?: string, signal?: AbortSignal) =>
  ok(client.POST('/v1/segments/preview', { body: { rule, ...(unit ? { unit_id: unit } : {}) }, signal }));

export const createSegment = (body: NewSegment, key: string) =>
  ok(client.POST('/v1/segments', { params: { header: { 'Idempotency-Key': key } }, body }));

export const changeSegment = (id: string, tag: string, body: SegmentPatch) =>
  tagged(
    client.PATCH('/v1/segments/{id}', {
      params: { path: { id }, header: { 'If-Match': tag } },
      headers: mergePatch,
      body,
    }),
  );

export const listMembers = (id: string, cursor: string | undefined, signal?: AbortSignal) =>
  ok(
    client.GET('/v1/segments/{id}/members', {
      params: { path: { id }, query: { limit: 50, cursor } },
      signal,
    }),
  );

/** The ids of all members one may see; a list made by hand has at most 10,000. */
export async function memberIds(id: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await ok(
      client.GET('/v1/segments/{id}/members', { params: { path: { id }, query: { limit: 100, cursor } } }),
    );
    ids.push(...page.data.map((row) => row.customer_id));
    cursor = page.has_more ? (page.next_cursor ?? undefined) : undefined;
  } while (cursor);
  return ids;
}

/** Replaces the list of a segment made by hand. */
export const putMembers = (id: string, tag: string, customer_ids: string[]) =>
  tagged(
    client.PUT('/v1/segments/{id}/members', {
      params: { path: { id }, header: { 'If-Match': tag } },
      body: { customer_ids },
    }),
  );

export const refreshSegment = (id: string) =>
  ok(
    client.POST('/v1/segments/{id}/refresh', {
      params: { path: { id }, header: { 'Idempotency-Key': randomKey() } },
    }),
  );

export const explainMember = (id: string, customer: string, signal?: AbortSignal) =>
  ok(
    client.GET('/v1/segments/{id}/explain', {
      params: { path: { id }, query: { customer_id: customer } },
      signal,
    }),
  );
