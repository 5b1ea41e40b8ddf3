/** Customers and everything that hangs on one of them. */
import { client, mergePatch, ok, tagged } from '../client.ts';
import type { Body, Query, Reply, Row } from '../types.ts';

export type Customer = Row<'/v1/customers'>;
export type CustomerQuery = Query<'/v1/customers'>;
export type CountQuery = Query<'/v1/customers/count'>;
export type CustomerCount = Reply<'/v1/customers/count', 'get'>;
export type NewCustomer = Body<'/v1/customers', 'post'>;
export type CustomerPatch = Body<'/v1/customers/{id}', 'patch'>;
export type Metrics = Reply<'/v1/customers/{id}/metrics', 'get'>;
export type MonthFigures = Reply<'/v1/customers/{id}/metrics/months', 'get'>['data'][number];
export type Explanation = Reply<'/v1/customers/{id}/explain', 'get'>;
export type TimelineEntry = Row<'/v1/customers/{id}/timeline'>;
export type TimelineQuery = Query<'/v1/customers/{id}/timeline'>;
export type Consent = Row<'/v1/customers/{id}/consents'>;
export type NewConsent = Body<'/v1/customers/{id}/consents', 'post'>;
export type NewInteraction = Body<'/v1/customers/{id}/interactions', 'post'>;
export type NewIdentity = Body<'/v1/customers/{id}/identities', 'post'>;

export const listCustomers = (query: CustomerQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/customers', { params: { query }, signal }));

export const countCustomers = (query: CountQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/customers/count', { params: { query }, signal }));

export const searchCustomers = async (q: string, limit: number): Promise<Customer[]> =>
  (await listCustomers({ q, limit })).data;

export type CounterCustomer = Reply<'/v1/customers/lookups', 'post'>;

/** Somebody at the counter, by the whole phone number or card: chain-wide, masked, and logged. */
export const lookUpCustomer = (query: { phone: string } | { card: string }) =>
  ok(client.POST('/v1/customers/lookups', { body: query }));

export const createCustomer = (body: NewCustomer, key: string) =>
  ok(client.POST('/v1/customers', { body, params: { header: { 'Idempotency-Key': key } } }));

export type CustomerChange = Body<'/v1/customers/changes/batch', 'post'>['items'][number];

/** Changes up to 1,000 customers, each by itself. */
export const changeCustomers = (items: CustomerChange[], key: string) =>
  ok(
    client.POST('/v1/customers/changes/batch', {
      params: { header: { 'Idempotency-Key': key } },
      body: { items },
    }),
  );

export const readCustomer = (id: string, signal?: AbortSignal) =>
  tagged(client.GET('/v1/customers/{id}', { params: { path: { id } }, signal }));

export const changeCustomer = (id: string, tag: string, body: CustomerPatch) =>
  tagged(
    client.PATCH('/v1/customers/{id}', {
      params: { path: { id }, header: { 'If-Match': tag } },
      headers: mergePatch,
      body,
    }),
  );

export const readMetrics = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/customers/{id}/metrics', { params: { path: { id } }, signal }));

/** The last 24 months up to the current one, oldest first. */
export const readMonths = async (id: string, signal?: AbortSignal): Promise<MonthFigures[]> =>
  (await ok(client.GET('/v1/customers/{id}/metrics/months', { params: { path: { id } }, signal }))).data;

export const explainCustomer = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/customers/{id}/explain', { params: { path: { id } }, signal }));

export const listTimeline = (id: string, query: TimelineQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/customers/{id}/timeline', { params: { path: { id }, query }, signal }));

export const listConsents = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/customers/{id}/consents', { params: { path: { id } }, signal }));

export const addConsent = (id: string, body: NewConsent, key: string) =>
  ok(
    client.POST('/v1/customers/{id}/consents', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );

export const addInteraction = (id: string, body: NewInteraction, key: string) =>
  ok(
    client.POST('/v1/customers/{id}/interactions', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );

export const addIdentity = (id: string, body: NewIdentity, key: string) =>
  ok(
    client.POST('/v1/customers/{id}/identities', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );

export const removeIdentity = (id: string, identity: string) =>
  ok(
    client.DELETE('/v1/customers/{id}/identities/{identity_id}', {
      params: { path: { id, identity_id: identity } },
    }),
  );
