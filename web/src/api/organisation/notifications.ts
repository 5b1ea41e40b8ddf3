/** What one was told, and how one is told. */
import { client, ok } from '../client.ts';
import type { Reply, Row } from '../types.ts';

export type Notification = Row<'/v1/notifications'>;
export type NotificationSettings = Reply<'/v1/notifications/settings', 'get'>;

export const listNotifications = (
  query: { unread?: boolean; limit?: number; cursor?: string | undefined },
  signal?: AbortSignal,
) => ok(client.GET('/v1/notifications', { params: { query }, signal }));

const listeners = new Set<() => void>();

/** Calls `listener` when something was read; gives the way to stop. */
export function onRead(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const read = () => {
  for (const listener of listeners) listener();
};

export const markRead = async (id: string): Promise<void> => {
  await ok(client.PUT('/v1/notifications/{id}/read', { params: { path: { id } } }));
  read();
};

export const markAllRead = async (): Promise<void> => {
  await ok(client.PUT('/v1/notifications/read'));
  read();
};

export const readNotificationSettings = (signal?: AbortSignal) =>
  ok(client.GET('/v1/notifications/settings', { signal }));

export const setNotificationSettings = (byMail: boolean) =>
  ok(client.PUT('/v1/notifications/settings', { body: { by_mail: byMail } }));
