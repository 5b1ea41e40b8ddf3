/** Memberships of customers: cards, the points on them, points by hand. */
import { client, mergePatch, ok, tagged, tagOf } from '../client.ts';
import type { Body, Query, Reply, Row } from '../types.ts';

export type Membership = Row<'/v1/memberships'>;
export type MembershipQuery = Query<'/v1/memberships'>;
export type MembershipDetail = Reply<'/v1/memberships/{id}', 'get'>;
export type NewMembership = Body<'/v1/memberships', 'post'>;
export type PointEntry = Row<'/v1/memberships/{id}/ledger'>;
export type PointAdjustment = Row<'/v1/memberships/{id}/adjustments'>;
export type LevelChange = Row<'/v1/memberships/{id}/level-changes'>;
export type Redemption = Reply<'/v1/memberships/{id}/redemptions', 'post'>;
export type NewRedemption = Body<'/v1/memberships/{id}/redemptions', 'post'>;
export type NewAdjustment = Body<'/v1/memberships/{id}/adjustments', 'post'>;

export const listMemberships = (query: MembershipQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/memberships', { params: { query }, signal }));

export const membershipsOf = async (customer: string, signal?: AbortSignal): Promise<Membership[]> =>
  (await ok(client.GET('/v1/customers/{id}/memberships', { params: { path: { id: customer } }, signal })))
    .data;

export const enrolMember = (body: NewMembership, key: string) =>
  ok(client.POST('/v1/memberships', { params: { header: { 'Idempotency-Key': key } }, body }));

export const readMembership = (id: string, signal?: AbortSignal) =>
  tagged(client.GET('/v1/memberships/{id}', { params: { path: { id } }, signal }));

export const setMembershipState = (membership: Membership, state: Membership['state']) =>
  ok(
    client.PATCH('/v1/memberships/{id}', {
      params: { path: { id: membership.id }, header: { 'If-Match': tagOf(membership) } },
      headers: mergePatch,
      body: { state },
    }),
  );

export const listLevelChanges = async (id: string, signal?: AbortSignal): Promise<LevelChange[]> =>
  (await ok(client.GET('/v1/memberships/{id}/level-changes', { params: { path: { id } }, signal }))).data;

export const listPoints = (id: string, cursor: string | undefined, signal?: AbortSignal) =>
  ok(
    client.GET('/v1/memberships/{id}/ledger', {
      params: { path: { id }, query: { limit: 20, cursor } },
      signal,
    }),
  );

export const redeemPoints = (id: string, body: NewRedemption, key: string) =>
  ok(
    client.POST('/v1/memberships/{id}/redemptions', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );

/** Puts spent points back; at the counter with what the customer says. */
export const undoRedemption = (
  id: string,
  redemption: string,
  key: string,
  said: NonNullable<NewMembership['customer']> = {},
) =>
  ok(
    client.POST('/v1/memberships/{id}/redemptions/{points_id}/reversal', {
      params: { path: { id, points_id: redemption }, header: { 'Idempotency-Key': key } },
      body: { phone: said.phone ?? undefined, card: said.card ?? undefined },
    }),
  );

/** Another number for a lost card, or none yet. */
export const replaceCard = (membership: Membership, card: string | null) =>
  ok(
    client.PATCH('/v1/memberships/{id}', {
      params: { path: { id: membership.id }, header: { 'If-Match': tagOf(membership) } },
      headers: mergePatch,
      body: { card },
    }),
  );

export const listAdjustments = (id: string, cursor: string | undefined, signal?: AbortSignal) =>
  ok(
    client.GET('/v1/memberships/{id}/adjustments', {
      params: { path: { id }, query: { limit: 20, cursor } },
      signal,
    }),
  );

export const askAdjustment = (id: string, body: NewAdjustment, key: string) =>
  ok(
    client.POST('/v1/memberships/{id}/adjustments', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );

/** Books or drops what somebody else has asked for. */
export const decideAdjustment = (
  id: string,
  adjustment: string,
  approve: boolean,
  key: string,
  reason?: string,
) => {
  const params = { path: { id, adjustment_id: adjustment }, header: { 'Idempotency-Key': key } };
  return approve
    ? ok(client.POST('/v1/memberships/{id}/adjustments/{adjustment_id}/approve', { params }))
    : ok(
        client.POST('/v1/memberships/{id}/adjustments/{adjustment_id}/decline', {
          params,
          ...(reason ? { body: { reason } } : {}),
        }),
      );
};
