/** What customers are expected to be worth: what the models say, the customers by worth, and one of them. */
import { client, ok, tagged } from '../client.ts';
import type { Body, Query, Reply, Row } from '../types.ts';

export type LifeTimeValueFigures = Reply<'/v1/analytics/life-time-value', 'get'>;
export type FittedModel = LifeTimeValueFigures['models'][number];
export type ModelRefusal = NonNullable<FittedModel['refusal']>;
export type ValuedCustomer = Row<'/v1/analytics/life-time-value/customers'>;
export type ValuedQuery = Query<'/v1/analytics/life-time-value/customers'>;
export type CustomerLifeTimeValue = Reply<'/v1/customers/{id}/life-time-value', 'get'>;
export type LifeTimeValueSetting = Reply<'/v1/settings/life-time-value', 'get'>;
export type LifeTimeValuePolicy = Body<'/v1/settings/life-time-value', 'put'>;

export const readLifeTimeValue = (signal?: AbortSignal) =>
  ok(client.GET('/v1/analytics/life-time-value', { signal }));

export const listValuedCustomers = (query: ValuedQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/analytics/life-time-value/customers', { params: { query }, signal }));

export const lifeTimeValueOfCustomer = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/customers/{id}/life-time-value', { params: { path: { id } }, signal }));

export const readLifeTimeValueSetting = (signal?: AbortSignal) =>
  tagged(client.GET('/v1/settings/life-time-value', { signal }));

export const changeLifeTimeValueSetting = (tag: string, body: LifeTimeValuePolicy) =>
  tagged(client.PUT('/v1/settings/life-time-value', { params: { header: { 'If-Match': tag } }, body }));
