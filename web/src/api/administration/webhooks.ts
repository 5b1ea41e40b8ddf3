/** Webhooks: where events are posted, and what became of each. */
import { randomKey } from '../base.ts';
import { client, mergePatch, ok, tagOf } from '../client.ts';
import type { Body, Query, Reply, Row } from '../types.ts';

export type Webhook = Row<'/v1/webhooks'>;
export type WebhookQuery = Query<'/v1/webhooks'>;
export type NewWebhook = Body<'/v1/webhooks', 'post'>;
export type WebhookPatch = Body<'/v1/webhooks/{id}', 'patch'>;
/** A webhook and its secret, which the API shows once. */
export type WebhookSecret = Reply<'/v1/webhooks', 'post'>;
export type Delivery = Row<'/v1/webhooks/{id}/deliveries'>;
export type DeliveryQuery = Query<'/v1/webhooks/{id}/deliveries'>;
export type DeliveryDetail = Reply<'/v1/webhooks/{id}/deliveries/{webhook_delivery_id}', 'get'>;

export const listWebhooks = (query: WebhookQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/webhooks', { params: { query }, signal }));

export const createWebhook = (body: NewWebhook, key: string) =>
  ok(client.POST('/v1/webhooks', { params: { header: { 'Idempotency-Key': key } }, body }));

export const readWebhook = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/webhooks/{id}', { params: { path: { id } }, signal }));

export const changeWebhook = (webhook: Webhook, body: WebhookPatch) =>
  ok(
    client.PATCH('/v1/webhooks/{id}', {
      params: { path: { id: webhook.id }, header: { 'If-Match': tagOf(webhook) } },
      headers: mergePatch,
      body,
    }),
  );

export const deleteWebhook = (webhook: Webhook) =>
  ok(
    client.DELETE('/v1/webhooks/{id}', {
      params: { path: { id: webhook.id }, header: { 'If-Match': tagOf(webhook) } },
    }),
  );

export const rotateSecret = (id: string, overlapSeconds: number, key: string) =>
  ok(
    client.POST('/v1/webhooks/{id}/rotate', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body: { overlap_seconds: overlapSeconds },
    }),
  );

export const testWebhook = (id: string) =>
  ok(
    client.POST('/v1/webhooks/{id}/test', {
      params: { path: { id }, header: { 'Idempotency-Key': randomKey() } },
    }),
  );

export const listDeliveries = (id: string, query: DeliveryQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/webhooks/{id}/deliveries', { params: { path: { id }, query }, signal }));

export const readDelivery = (id: string, deliveryId: string, signal?: AbortSignal) =>
  ok(
    client.GET('/v1/webhooks/{id}/deliveries/{webhook_delivery_id}', {
      params: { path: { id, webhook_delivery_id: deliveryId } },
      signal,
    }),
  );

export const replayDelivery = (id: string, deliveryId: string) =>
  ok(
    client.POST('/v1/webhooks/{id}/deliveries/{webhook_delivery_id}/replay', {
      params: {
        path: { id, webhook_delivery_id: deliveryId },
        header: { 'Idempotency-Key': randomKey() },
      },
    }),
  );

export const replayFailed = (id: string, since: string, key: string) =>
  ok(
    client.POST('/v1/webhooks/{id}/replay', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body: { since },
    }),
  );
