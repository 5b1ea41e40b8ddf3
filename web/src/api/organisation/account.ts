/** One's own sessions and password. */
import { client, ok } from '../client.ts';
import type { Row } from '../types.ts';

export type LoginSession = Row<'/v1/auth/sessions'>;

export const listSessions = (signal?: AbortSignal) => ok(client.GET('/v1/auth/sessions', { signal }));

export const endSession = (id: string) =>
  ok(client.DELETE('/v1/auth/sessions/{id}', { params: { path: { id } } }));

export const changePassword = (current: string, next: string) =>
  ok(client.PUT('/v1/auth/password', { body: { current_password: current, new_password: next } }));
