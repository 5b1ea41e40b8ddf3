/** Partners: whoever sends us data under ids of their own. */
import { client, mergePatch, ok, tagOf } from '../client.ts';
import { allPages } from '../pages.ts';
import type { Body, Row } from '../types.ts';

export type Partner = Row<'/v1/partners'>;
export type NewPartner = Body<'/v1/partners', 'post'>;
export type PartnerPatch = Body<'/v1/partners/{id}', 'patch'>;

export const allPartners = () =>
  allPages<Partner>((cursor) =>
    ok(client.GET('/v1/partners', { params: { query: { limit: 100, cursor } } })),
  );

export const createPartner = (body: NewPartner, key: string) =>
  ok(client.POST('/v1/partners', { params: { header: { 'Idempotency-Key': key } }, body }));

export const changePartner = (partner: Partner, body: PartnerPatch) =>
  ok(
    client.PATCH('/v1/partners/{id}', {
      params: { path: { id: partner.id }, header: { 'If-Match': tagOf(partner) } },
      headers: mergePatch,
      body,
    }),
  );
