/** Working calendars. */
import { client, mergePatch, ok, tagOf } from '../client.ts';
import { allPages } from '../pages.ts';
import type { Body, Row } from '../types.ts';

export type Calendar = Row<'/v1/calendars'>;
export type NewCalendar = Body<'/v1/calendars', 'post'>;

export const allCalendars = () =>
  allPages<Calendar>((cursor) =>
    ok(client.GET('/v1/calendars', { params: { query: { limit: 100, cursor } } })),
  );

export const createCalendar = (body: NewCalendar, key: string) =>
  ok(client.POST('/v1/calendars', { params: { header: { 'Idempotency-Key': key } }, body }));

export const changeCalendar = (calendar: Calendar, body: NewCalendar) =>
  ok(
    client.PATCH('/v1/calendars/{id}', {
      params: { path: { id: calendar.id }, header: { 'If-Match': tagOf(calendar) } },
      headers: mergePatch,
      body,
    }),
  );
