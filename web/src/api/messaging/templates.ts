/** Templates of messages, how they look to a customer, and the channels they go out by. */
import { client, mergePatch, ok, tagged } from '../client.ts';
import type { Body, Query, Reply, Row } from '../types.ts';

export type Template = Row<'/v1/templates'>;
export type TemplateQuery = Query<'/v1/templates'>;
export type NewTemplate = Body<'/v1/templates', 'post'>;
export type TemplatePatch = Body<'/v1/templates/{id}', 'patch'>;
export type Contents = NewTemplate['contents'];
export type Trial = Body<'/v1/templates/preview', 'post'>;
export type TemplatePreview = Reply<'/v1/templates/preview', 'post'>;
export type TestSend = Body<'/v1/templates/{id}/test-sends', 'post'>;
export type ChannelStatus = Row<'/v1/channels'>;

export const listTemplates = (query: TemplateQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/templates', { params: { query }, signal }));

export const readTemplate = (id: string, signal?: AbortSignal) =>
  tagged(client.GET('/v1/templates/{id}', { params: { path: { id } }, signal }));

export const createTemplate = (body: NewTemplate, key: string) =>
  ok(client.POST('/v1/templates', { params: { header: { 'Idempotency-Key': key } }, body }));

export const changeTemplate = (id: string, tag: string, body: TemplatePatch) =>
  tagged(
    client.PATCH('/v1/templates/{id}', {
      params: { path: { id }, header: { 'If-Match': tag } },
      headers: mergePatch,
      body,
    }),
  );

export const previewContents = (body: Trial, signal?: AbortSignal) =>
  ok(client.POST('/v1/templates/preview', { body, signal }));

/** A saved template as a customer would get it; an invented one when nobody is named. */
export const previewTemplate = (
  id: string,
  body: Body<'/v1/templates/{id}/previews', 'post'>,
  signal?: AbortSignal,
) => ok(client.POST('/v1/templates/{id}/previews', { params: { path: { id } }, body, signal }));

export const sendTest = (id: string, body: TestSend, key: string) =>
  ok(
    client.POST('/v1/templates/{id}/test-sends', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );

export const listChannels = (signal?: AbortSignal) => ok(client.GET('/v1/channels', { signal }));
