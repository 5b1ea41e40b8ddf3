/** Where customers stand in their life cycle, who is behind a number, their codes, and one of them. */
import { client, ok } from '../client.ts';
import type { Query, Reply, Row } from '../types.ts';

export type LifeCycleFigures = Reply<'/v1/analytics/life-cycle', 'get'>;
export type StageFigures = LifeCycleFigures['stages'][number];
export type LifeCycleMovement = LifeCycleFigures['movements'][number];
export type LifeCycleQuery = Query<'/v1/analytics/life-cycle'>;
export type LifeCycleCustomer = Row<'/v1/analytics/life-cycle/customers'>;
export type LifeCycleCustomersQuery = Query<'/v1/analytics/life-cycle/customers'>;
export type RfmFigures = Reply<'/v1/analytics/rfm', 'get'>;
export type RfmQuery = Query<'/v1/analytics/rfm'>;
export type CustomerLifeCycle = Reply<'/v1/customers/{id}/life-cycle', 'get'>;

export const readLifeCycle = (query: LifeCycleQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/analytics/life-cycle', { params: { query }, signal }));

export const listLifeCycleCustomers = (query: LifeCycleCustomersQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/analytics/life-cycle/customers', { params: { query }, signal }));

export const readRfm = (query: RfmQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/analytics/rfm', { params: { query }, signal }));

export const lifeCycleOfCustomer = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/customers/{id}/life-cycle', { params: { path: { id } }, signal }));
