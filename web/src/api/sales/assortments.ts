/** Which products units sell. */
import { client, ok, type Tagged, tagged } from '../client.ts';
import type { Body, Reply } from '../types.ts';

export type Assortment = Reply<'/v1/assortments/{unit_id}', 'get'>;
export type NewAssortment = Body<'/v1/assortments/{unit_id}', 'put'>;
export type AssortmentSummary = Reply<'/v1/assortments', 'get'>['data'][number];

export const listAssortments = async (): Promise<AssortmentSummary[]> =>
  (await ok(client.GET('/v1/assortments'))).data;

export const readAssortment = (unitId: string): Promise<Tagged<Assortment>> =>
  tagged(client.GET('/v1/assortments/{unit_id}', { params: { path: { unit_id: unitId } } }));

export const putAssortment = (unitId: string, tag: string, body: NewAssortment) =>
  ok(
    client.PUT('/v1/assortments/{unit_id}', {
      params: { path: { unit_id: unitId }, header: { 'If-Match': tag } },
      body,
    }),
  );

export const deleteAssortment = (unitId: string, tag: string) =>
  ok(
    client.DELETE('/v1/assortments/{unit_id}', {
      params: { path: { unit_id: unitId }, header: { 'If-Match': tag } },
    }),
  );
