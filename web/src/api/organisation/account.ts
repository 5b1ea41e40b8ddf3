/** One's own sessions, password and second factor. */
import { client, ok } from '../client.ts';
import type { Reply, Row } from '../types.ts';

export type LoginSession = Row<'/v1/auth/sessions'>;

export const listSessions = (signal?: AbortSignal) => ok(client.GET('/v1/auth/sessions', { signal }));

export const endSession = (id: string) =>
  ok(client.DELETE('/v1/auth/sessions/{id}', { params: { path: { id } } }));

export const changePassword = (current: string, next: string) =>
  ok(client.PUT('/v1/auth/password', { body: { current_password: current, new_password: next } }));

export const prove = (password: string, code?: string) =>
  ok(client.POST('/v1/auth/proof', { body: { password, ...(code ? { code } : {}) } }));

export type SecondFactor = Reply<'/v1/auth/second-factor', 'get'>;
export type NewSecondFactor = Reply<'/v1/auth/second-factor', 'post'>;

export const readSecondFactor = (signal?: AbortSignal) =>
  ok(client.GET('/v1/auth/second-factor', { signal }));
export const beginSecondFactor = () => ok(client.POST('/v1/auth/second-factor'));
export const confirmSecondFactor = (code: string) =>
  ok(client.POST('/v1/auth/second-factor/confirmation', { body: { code } }));
export const newRecoveryCodes = () => ok(client.POST('/v1/auth/second-factor/recovery-codes'));
export const removeSecondFactor = () => ok(client.DELETE('/v1/auth/second-factor'));

export const askForReset = (email: string) =>
  ok(client.POST('/v1/auth/password-resets', { body: { email } }));
export const followLink = (token: string, password: string) =>
  ok(client.POST('/v1/auth/password-links', { body: { token, new_password: password } }));
