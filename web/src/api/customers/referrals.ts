/** Whom a customer brought, and what they came to. */
import { client, ok } from '../client.ts';
import type { Reply, Row } from '../types.ts';

export type Referral = Row<'/v1/customers/{id}/referrals'>;
export type ReferralFigures = Reply<'/v1/customers/{id}/referrals/figures', 'get'>;

export interface Referrals {
  readonly figures: ReferralFigures;
  /** The newest of them. */
  readonly first: Referral[];
}

/** The figures, and the newest five. */
export async function referralsOf(id: string, signal?: AbortSignal): Promise<Referrals> {
  const params = { path: { id } };
  const [figures, page] = await Promise.all([
    ok(client.GET('/v1/customers/{id}/referrals/figures', { params, signal })),
    ok(client.GET('/v1/customers/{id}/referrals', { params: { ...params, query: { limit: 5 } }, signal })),
  ]);
  return { figures, first: page.data };
}
