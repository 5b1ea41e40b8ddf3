/** Campaigns: plans, the steps they take, and the state of each message. */
import { randomKey } from '../base.ts';
import { client, mergePatch, ok, tagged } from '../client.ts';
import type { Body, Query, Reply, Row } from '../types.ts';

export type Campaign = Row<'/v1/campaigns'>;
export type CampaignQuery = Query<'/v1/campaigns'>;
export type NewCampaign = Body<'/v1/campaigns', 'post'>;
export type CampaignPatch = Body<'/v1/campaigns/{id}', 'patch'>;
export type Checklist = Reply<'/v1/campaigns/{id}/checklist', 'get'>;
export type Delivery = Row<'/v1/campaigns/{id}/deliveries'>;
export type DeliveryQuery = Query<'/v1/campaigns/{id}/deliveries'>;

/** A step that needs no further word. */
export type PlainStep = 'review' | 'approve' | 'unschedule' | 'pause' | 'resume' | 'cancel';

export const listCampaigns = (query: CampaignQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/campaigns', { params: { query }, signal }));

export const readCampaign = (id: string, signal?: AbortSignal) =>
  tagged(client.GET('/v1/campaigns/{id}', { params: { path: { id } }, signal }));

export const createCampaign = (body: NewCampaign, key: string) =>
  ok(client.POST('/v1/campaigns', { params: { header: { 'Idempotency-Key': key } }, body }));

export const changeCampaign = (id: string, tag: string, body: CampaignPatch) =>
  tagged(
    client.PATCH('/v1/campaigns/{id}', {
      params: { path: { id }, header: { 'If-Match': tag } },
      headers: mergePatch,
      body,
    }),
  );

export const readChecklist = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/campaigns/{id}/checklist', { params: { path: { id } }, signal }));

const stepParameters = (id: string) => ({ path: { id }, header: { 'Idempotency-Key': randomKey() } });

export const takeStep = (id: string, step: PlainStep) =>
  tagged(client.POST(`/v1/campaigns/{id}/${step}`, { params: stepParameters(id) }));

export const rejectCampaign = (id: string, note: string) =>
  tagged(client.POST('/v1/campaigns/{id}/reject', { params: stepParameters(id), body: { note } }));

export const scheduleCampaign = (id: string, at: string) =>
  tagged(
    client.POST('/v1/campaigns/{id}/schedule', { params: stepParameters(id), body: { scheduled_at: at } }),
  );

/** Asks for the audience to be refreshed and counted; the job of it. */
export const prepareCampaign = (id: string) =>
  ok(client.POST('/v1/campaigns/{id}/preparations', { params: stepParameters(id) }));

/** The key comes from whoever asks twice, so that a repeat is answered as the first time. */
export const launchCampaign = (id: string, people: number, key: string) =>
  ok(
    client.POST('/v1/campaigns/{id}/launches', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body: { people },
    }),
  );

export const listDeliveries = (id: string, query: DeliveryQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/campaigns/{id}/deliveries', { params: { path: { id }, query }, signal }));
