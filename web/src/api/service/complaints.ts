/** Complaints: the queue, one case with its steps, its events and files; and what they are about. */
import { client, mergePatch, ok, tagOf } from '../client.ts';
import { allPages } from '../pages.ts';
import { postFile } from '../transfer.ts';
import type { Body, Query, Reply, Row } from '../types.ts';

export type Complaint = Row<'/v1/complaints'>;
export type ComplaintQuery = Query<'/v1/complaints'>;
export type NewComplaint = Body<'/v1/complaints', 'post'>;
export type Case = Reply<'/v1/complaints/{id}', 'get'>;
export type Clock = Complaint['clocks'][number];
export type Compensation = Case['compensations'][number];
export type ComplaintEvent = Row<'/v1/complaints/{id}/events'>;
export type Attachment = Row<'/v1/complaints/{id}/attachments'>;
export type ComplaintCategory = Row<'/v1/complaint-categories'>;
export type NewComplaintCategory = Body<'/v1/complaint-categories', 'post'>;

export const listComplaints = (query: ComplaintQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/complaints', { params: { query }, signal }));

export const openComplaint = (body: NewComplaint, key: string) =>
  ok(client.POST('/v1/complaints', { params: { header: { 'Idempotency-Key': key } }, body }));

export const readComplaint = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/complaints/{id}', { params: { path: { id } }, signal }));

export const listComplaintEvents = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/complaints/{id}/events', { params: { path: { id } }, signal }));

export const listAttachments = (id: string, signal?: AbortSignal) =>
  ok(client.GET('/v1/complaints/{id}/attachments', { params: { path: { id } }, signal }));

/** The parameters of a step of a case. */
const stepParameters = (id: string, key: string) => ({ path: { id }, header: { 'Idempotency-Key': key } });

export const triageComplaint = (id: string, body: Body<'/v1/complaints/{id}/triage', 'post'>, key: string) =>
  ok(client.POST('/v1/complaints/{id}/triage', { params: stepParameters(id, key), body }));

export const verifyComplaint = (
  id: string,
  body: Body<'/v1/complaints/{id}/verification', 'post'>,
  key: string,
) => ok(client.POST('/v1/complaints/{id}/verification', { params: stepParameters(id, key), body }));

export const setTaskForce = (id: string, user_ids: string[], key: string) =>
  ok(client.POST('/v1/complaints/{id}/task-force', { params: stepParameters(id, key), body: { user_ids } }));

export const recordComplaintEvent = (
  id: string,
  body: Body<'/v1/complaints/{id}/events', 'post'>,
  key: string,
) => ok(client.POST('/v1/complaints/{id}/events', { params: stepParameters(id, key), body }));

export const waitForCustomer = (id: string, text: string, key: string) =>
  ok(client.POST('/v1/complaints/{id}/wait', { params: stepParameters(id, key), body: { text } }));

export const resolveComplaint = (
  id: string,
  body: Body<'/v1/complaints/{id}/resolution', 'post'>,
  key: string,
) => ok(client.POST('/v1/complaints/{id}/resolution', { params: stepParameters(id, key), body }));

export const closeComplaint = (id: string, key: string) =>
  ok(client.POST('/v1/complaints/{id}/close', { params: stepParameters(id, key) }));

export const reopenComplaint = (id: string, text: string, key: string) =>
  ok(client.POST('/v1/complaints/{id}/reopen', { params: stepParameters(id, key), body: { text } }));

export const withdrawComplaint = (id: string, text: string, key: string) =>
  ok(client.POST('/v1/complaints/{id}/withdraw', { params: stepParameters(id, key), body: { text } }));

export const promiseCompensation = (
  id: string,
  body: Body<'/v1/complaints/{id}/compensations', 'post'>,
  key: string,
) => ok(client.POST('/v1/complaints/{id}/compensations', { params: stepParameters(id, key), body }));

/** The parameters of a step of one compensation. */
const compensationParameters = (id: string, compensation_id: string, key: string) => ({
  path: { id, compensation_id },
  header: { 'Idempotency-Key': key },
});

export const decideCompensation = (id: string, compensation: string, approved: boolean, key: string) =>
  ok(
    client.POST('/v1/complaints/{id}/compensations/{compensation_id}/approval', {
      params: compensationParameters(id, compensation, key),
      body: { approved },
    }),
  );

export const executeCompensation = (
  id: string,
  compensation: string,
  refund_id: string | undefined,
  key: string,
) =>
  ok(
    client.POST('/v1/complaints/{id}/compensations/{compensation_id}/execution', {
      params: compensationParameters(id, compensation, key),
      body: refund_id ? { refund_id } : {},
    }),
  );

export const attachFile = (id: string, file: File, key: string) =>
  postFile(`/v1/complaints/${id}/attachments?file_name=${encodeURIComponent(file.name)}`, file, key);

export const allComplaintCategories = () =>
  allPages<ComplaintCategory>((cursor) =>
    ok(client.GET('/v1/complaint-categories', { params: { query: { limit: 100, cursor } } })),
  );

export const createComplaintCategory = (body: NewComplaintCategory, key: string) =>
  ok(client.POST('/v1/complaint-categories', { params: { header: { 'Idempotency-Key': key } }, body }));

export const changeComplaintCategory = (category: ComplaintCategory, body: NewComplaintCategory) =>
  ok(
    client.PATCH('/v1/complaint-categories/{id}', {
      params: { path: { id: category.id }, header: { 'If-Match': tagOf(category) } },
      headers: mergePatch,
      body,
    }),
  );
