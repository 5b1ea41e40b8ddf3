/** The people one deals with at a business. */
import { client, mergePatch, ok, tagOf } from '../client.ts';
import type { Body, Row } from '../types.ts';

export type Contact = Row<'/v1/customers/{id}/contacts'>;
export type NewContact = Body<'/v1/customers/{id}/contacts', 'post'>;
export type ContactPatch = Body<'/v1/customers/{id}/contacts/{contact_id}', 'patch'>;

export const listContacts = async (customerId: string, signal?: AbortSignal): Promise<Contact[]> =>
  (await ok(client.GET('/v1/customers/{id}/contacts', { params: { path: { id: customerId } }, signal })))
    .data;

export const createContact = (customerId: string, body: NewContact, key: string) =>
  ok(
    client.POST('/v1/customers/{id}/contacts', {
      params: { path: { id: customerId }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );

const place = (customerId: string, contact: Contact) => ({
  path: { id: customerId, contact_id: contact.id },
  header: { 'If-Match': tagOf(contact) },
});

export const changeContact = (customerId: string, contact: Contact, body: ContactPatch) =>
  ok(
    client.PATCH('/v1/customers/{id}/contacts/{contact_id}', {
      params: place(customerId, contact),
      headers: mergePatch,
      body,
    }),
  );

export const deleteContact = (customerId: string, contact: Contact) =>
  ok(client.DELETE('/v1/customers/{id}/contacts/{contact_id}', { params: place(customerId, contact) }));
