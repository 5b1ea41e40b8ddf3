/** Attributes that a chain defines for its customers. */
import { client, mergePatch, ok, tagOf } from '../client.ts';
import { allPages } from '../pages.ts';
import type { Body, Query, Row } from '../types.ts';

export type Attribute = Row<'/v1/customer-attributes'>;
export type AttributeQuery = Query<'/v1/customer-attributes'>;
export type NewAttribute = Body<'/v1/customer-attributes', 'post'>;
export type AttributePatch = Body<'/v1/customer-attributes/{id}', 'patch'>;

export const listAttributes = (query: AttributeQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/customer-attributes', { params: { query }, signal }));

export const readAttribute = (id: string) =>
  ok(client.GET('/v1/customer-attributes/{id}', { params: { path: { id } } }));

/** All of them, archived ones as well: customers may still have those. */
export const allAttributes = () => allPages<Attribute>((cursor) => listAttributes({ limit: 100, cursor }));

export const createAttribute = (body: NewAttribute, key: string) =>
  ok(client.POST('/v1/customer-attributes', { params: { header: { 'Idempotency-Key': key } }, body }));

export const changeAttribute = (attribute: Attribute, body: AttributePatch) =>
  ok(
    client.PATCH('/v1/customer-attributes/{id}', {
      params: { path: { id: attribute.id }, header: { 'If-Match': tagOf(attribute) } },
      headers: mergePatch,
      body,
    }),
  );
