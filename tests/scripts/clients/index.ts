/** A client of Regulars: the paths of its API document, typed. */
import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './schema.js';

export type { components, paths } from './schema.js';

/** A type of the document by its name: `Schema<'Customer'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** How a client reaches an installation. */
export interface Options {
  /** Such as `https://crm.example.com`. */
  baseUrl: string;
  /** An API key or access token, or what gives the present one. */
  token?: string | (() => string | undefined | Promise<string | undefined>);
  /** In place of the platform's own. */
  fetch?: (request: Request) => Promise<Response>;
}

/** A client that sends the token along, and an Idempotency-Key where none was given. */
export function createRegularsClient({ baseUrl, token, fetch }: Options): Client<paths> {
  const client = createClient<paths>({ baseUrl, ...(fetch && { fetch }) });
  client.use({
    async onRequest({ request }) {
      const present = typeof token === 'function' ? await token() : token;
      if (present && !request.headers.has('authorization')) {
        request.headers.set('authorization', `Bearer ${present}`);
      }
      if (request.method === 'POST' && !request.headers.has('idempotency-key')) {
        request.headers.set('idempotency-key', crypto.randomUUID());
      }
      return request;
    },
  });
  return client;
}
