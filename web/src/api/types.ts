/** Types of replies, bodies and queries by path, so that the OpenAPI document stays their only source. */
import type { paths } from './schema';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;
type Content<R> = R extends { content: infer C } ? C[keyof C] : never;
type Responses<O> = O extends { responses: infer R } ? R : never;

/** The body of the good answer. */
export type Reply<P extends keyof paths, M extends Method> = Content<
  Responses<Operation<P, M>>[keyof Responses<Operation<P, M>> & (200 | 201 | 202)]
>;

/** The body a request sends. */
export type Body<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { requestBody?: infer B } ? Content<NonNullable<B>> : never;

/** The query of a list. */
export type Query<P extends keyof paths> =
  Operation<P, 'get'> extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;

/** One row of a list. */
export type Row<P extends keyof paths> = Reply<P, 'get'> extends { data: (infer T)[] } ? T : never;

/** One page of a list. */
export interface PageOf<T> {
  data: T[];
  has_more: boolean;
  next_cursor?: string | null;
}
