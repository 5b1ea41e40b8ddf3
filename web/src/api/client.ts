/** The typed client of the API: every path, parameter and body comes from the OpenAPI document. */
import createClient from 'openapi-fetch';
import { apiBase } from './base.ts';
import { isAbort, problemOf, UnreachableError } from './problem.ts';
import type { paths } from './schema';
import { freshToken, proveAgain, recover } from './session.ts';

/** `fetch` with the session: language, token, and one more try after a 401. */
export async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const token = await freshToken();
  const response = await sendWith(request, token);
  if (response.status === 401) {
    if (!(await recover(token))) return response;
  } else if (!(await needsProof(response)) || !(await proveAgain())) {
    return response;
  }
  return sendWith(again, await freshToken());
}

/** Whether the API wants to know once more who one is before it does this. */
async function needsProof(response: Response): Promise<boolean> {
  if (response.status !== 403) return false;
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return (
    typeof problem === 'object' && problem !== null && 'code' in problem && problem.code === 'proof_required'
  );
}

async function sendWith(request: Request, token: string | undefined): Promise<Response> {
  request.headers.set('Accept-Language', document.documentElement.lang);
  if (token) request.headers.set('Authorization', `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new UnreachableError('unreachable', { cause: error });
  }
}

export const client = createClient<paths>({
  baseUrl: apiBase || location.origin,
  fetch: send,
  querySerializer: { array: { style: 'form', explode: true } },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a good answer; a problem is thrown. */
export async function ok<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw await problemOf(response, error);
  return data as T;
}

/** A resource and the tag that a change of it must name. */
export interface Tagged<T> {
  value: T;
  tag: string;
}

export async function tagged<T>(answer: Promise<Answer<T>>): Promise<Tagged<T>> {
  const { data, error, response } = await answer;
  if (!response.ok) throw await problemOf(response, error);
  return { value: data as T, tag: response.headers.get('etag') ?? '' };
}

/** The tag of a version, for rows that came in a list. */
export function tagOf(row: { version: number }): string {
  return `"${row.version}"`;
}

/** A merge patch goes out under its own media type. */
export const mergePatch = { 'Content-Type': 'application/merge-patch+json' } as const;
