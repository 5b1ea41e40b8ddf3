/** How what was promised was delivered. */
import { client, ok } from '../client.ts';
import type { Query, Reply } from '../types.ts';

export type DeliveryFigures = Reply<'/v1/analytics/deliveries', 'get'>;
export type DeliveriesQuery = Query<'/v1/analytics/deliveries'>;
export type DeliveryRow = DeliveryFigures['data'][number];

export const readDeliveries = (query: DeliveriesQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/analytics/deliveries', { params: { query }, signal }));
