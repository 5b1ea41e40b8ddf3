/** Where one's own test messages may go. */
import { client, ok } from '../client.ts';
import type { Body, Row } from '../types.ts';

export type TestAddress = Row<'/v1/auth/test-addresses'>;
export type NewTestAddress = Body<'/v1/auth/test-addresses', 'post'>;

export const listTestAddresses = (signal?: AbortSignal) =>
  ok(client.GET('/v1/auth/test-addresses', { signal }));

export const addTestAddress = (body: NewTestAddress, key: string) =>
  ok(client.POST('/v1/auth/test-addresses', { params: { header: { 'Idempotency-Key': key } }, body }));

export const sendCodeAgain = (id: string) =>
  ok(client.POST('/v1/auth/test-addresses/{id}/codes', { params: { path: { id } } }));

export const verifyTestAddress = (id: string, code: string) =>
  ok(client.POST('/v1/auth/test-addresses/{id}/verifications', { params: { path: { id } }, body: { code } }));

export const removeTestAddress = (id: string) =>
  ok(client.DELETE('/v1/auth/test-addresses/{id}', { params: { path: { id } } }));
