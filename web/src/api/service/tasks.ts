/** Tasks: something to do, perhaps for a customer, perhaps by a day. */
import { client, mergePatch, ok, tagOf } from '../client.ts';
import type { Body, Query, Row } from '../types.ts';

export type Task = Row<'/v1/tasks'>;
export type TaskQuery = Query<'/v1/tasks'>;
export type NewTask = Body<'/v1/tasks', 'post'>;

export const listTasks = (query: TaskQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/tasks', { params: { query }, signal }));

export const createTask = (body: NewTask, key: string) =>
  ok(client.POST('/v1/tasks', { params: { header: { 'Idempotency-Key': key } }, body }));

export const finishTask = (task: Task) =>
  ok(
    client.PATCH('/v1/tasks/{id}', {
      params: { path: { id: task.id }, header: { 'If-Match': tagOf(task) } },
      headers: mergePatch,
      body: { state: 'done' },
    }),
  );
