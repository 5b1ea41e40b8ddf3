/** People who log in. */
import { client, mergePatch, ok, tagOf } from '../client.ts';
import { allPages } from '../pages.ts';
import type { Body, Query, Row } from '../types.ts';

export type User = Row<'/v1/users'>;
export type UserQuery = Query<'/v1/users'>;
export type NewUser = Body<'/v1/users', 'post'>;
export type UserPatch = Body<'/v1/users/{id}', 'patch'>;

export const listUsers = (query: UserQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/users', { params: { query }, signal }));

export const allUsers = () => allPages<User>((cursor) => listUsers({ limit: 100, cursor }));

export const createUser = (body: NewUser, key: string) =>
  ok(client.POST('/v1/users', { params: { header: { 'Idempotency-Key': key } }, body }));

export const changeUser = (user: User, body: UserPatch) =>
  ok(
    client.PATCH('/v1/users/{id}', {
      params: { path: { id: user.id }, header: { 'If-Match': tagOf(user) } },
      headers: mergePatch,
      body,
    }),
  );

/** A link by which the user sets a password; with its address where no mail is set up. */
export const makeLink = (user: User) =>
  ok(client.POST('/v1/users/{id}/password-links', { params: { path: { id: user.id } } }));

/** What somebody answers for. */
export const readWork = (user: User) =>
  ok(client.GET('/v1/users/{id}/work', { params: { path: { id: user.id } } }));

export type Work = Awaited<ReturnType<typeof readWork>>;
export type NewHandover = Body<'/v1/users/{id}/handovers', 'post'>;
export type WorkPart = NonNullable<NewHandover['parts']>[number];

export const handOverWork = (user: User, body: NewHandover, key: string) =>
  ok(
    client.POST('/v1/users/{id}/handovers', {
      params: { path: { id: user.id }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );

export const removeSecondFactorOf = (user: User) =>
  ok(client.DELETE('/v1/users/{id}/second-factor', { params: { path: { id: user.id } } }));
