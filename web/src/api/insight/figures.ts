/** Figures over the whole base. */
import { client, ok } from '../client.ts';
import type { Reply } from '../types.ts';

export type TierFigures = Reply<'/v1/analytics/tiers', 'get'>;
export type ConcentrationFigures = Reply<'/v1/analytics/concentration', 'get'>;

export const readTierFigures = (signal?: AbortSignal) => ok(client.GET('/v1/analytics/tiers', { signal }));

export const readConcentration = (signal?: AbortSignal) =>
  ok(client.GET('/v1/analytics/concentration', { signal }));
