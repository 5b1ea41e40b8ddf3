/** What marketing knows of one customer. */
import { client, ok } from '../client.ts';
import type { Row } from '../types.ts';

export type CustomerSegment = Row<'/v1/customers/{id}/segments'>;
export type ReachedCustomer = Row<'/v1/customers/{id}/campaigns'>;

/** The first of them; few customers are in more. */
export const segmentsOfCustomer = async (id: string, signal?: AbortSignal): Promise<CustomerSegment[]> =>
  (
    await ok(
      client.GET('/v1/customers/{id}/segments', {
        params: { path: { id }, query: { limit: 100 } },
        signal,
      }),
    )
  ).data;

/** The last few. */
export const campaignsOfCustomer = async (id: string, signal?: AbortSignal): Promise<ReachedCustomer[]> =>
  (
    await ok(
      client.GET('/v1/customers/{id}/campaigns', { params: { path: { id }, query: { limit: 10 } }, signal }),
    )
  ).data;
