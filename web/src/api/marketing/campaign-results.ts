/** What campaigns achieved, measured against their control groups. */
import { client, ok } from '../client.ts';
import type { Reply } from '../types.ts';

export type CampaignResults = Reply<'/v1/campaigns/{id}/results', 'get'>;

export const readResults = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/campaigns/{id}/results', { params: { path: { id } }, signal }));
