/** Forms by which people sign up, and what came in by them. */
import { client, mergePatch, ok, tagOf } from '../client.ts';
import type { Body, Query, Row } from '../types.ts';

export type SignUpForm = Row<'/v1/sign-up-forms'>;
export type SignUpFormQuery = Query<'/v1/sign-up-forms'>;
export type NewSignUpForm = Body<'/v1/sign-up-forms', 'post'>;
export type SignUpFormPatch = Body<'/v1/sign-up-forms/{id}', 'patch'>;
export type SignUp = Row<'/v1/sign-up-forms/{id}/sign-ups'>;
export type SignUpQuery = Query<'/v1/sign-up-forms/{id}/sign-ups'>;

export const listSignUpForms = (query: SignUpFormQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/sign-up-forms', { params: { query }, signal }));

export const createSignUpForm = (body: NewSignUpForm, key: string) =>
  ok(client.POST('/v1/sign-up-forms', { params: { header: { 'Idempotency-Key': key } }, body }));

export const readSignUpForm = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/sign-up-forms/{id}', { params: { path: { id } }, signal }));

export const changeSignUpForm = (form: SignUpForm, body: SignUpFormPatch) =>
  ok(
    client.PATCH('/v1/sign-up-forms/{id}', {
      params: { path: { id: form.id }, header: { 'If-Match': tagOf(form) } },
      headers: mergePatch,
      body,
    }),
  );

export const listSignUps = (id: string, query: SignUpQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/sign-up-forms/{id}/sign-ups', { params: { path: { id }, query }, signal }));
