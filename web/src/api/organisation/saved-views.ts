/** Lists with their filters and order, under names. */
import { client, ok, tagOf } from '../client.ts';
import { allPages } from '../pages.ts';
import type { Body, Row } from '../types.ts';

export type SavedView = Row<'/v1/saved-views'>;
export type NewSavedView = Body<'/v1/saved-views', 'post'>;
export type ViewedList = SavedView['list'];

export const allSavedViews = (list: ViewedList) =>
  allPages<SavedView>((cursor) =>
    ok(client.GET('/v1/saved-views', { params: { query: { list, limit: 100, cursor } } })),
  );

export const saveView = (body: NewSavedView, key: string) =>
  ok(client.POST('/v1/saved-views', { params: { header: { 'Idempotency-Key': key } }, body }));

export const deleteView = (view: SavedView) =>
  ok(
    client.DELETE('/v1/saved-views/{id}', {
      params: { path: { id: view.id }, header: { 'If-Match': tagOf(view) } },
    }),
  );
