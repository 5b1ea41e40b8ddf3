/** Membership programmes and their levels. */
import { client, mergePatch, ok, tagOf } from '../client.ts';
import { allPages } from '../pages.ts';
import type { Body, Row } from '../types.ts';

export type Programme = Row<'/v1/membership-programmes'>;
export type ProgrammeLevel = Programme['levels'][number];
export type NewProgramme = Body<'/v1/membership-programmes', 'post'>;
export type ProgrammePatch = Body<'/v1/membership-programmes/{id}', 'patch'>;
export type NewLevel = Body<'/v1/membership-programmes/{id}/levels', 'post'>;
export type LevelPatch = Body<'/v1/membership-programmes/{id}/levels/{level_id}', 'patch'>;

export const allProgrammes = () =>
  allPages<Programme>((cursor) =>
    ok(client.GET('/v1/membership-programmes', { params: { query: { limit: 100, cursor } } })),
  );

export const createProgramme = (body: NewProgramme, key: string) =>
  ok(client.POST('/v1/membership-programmes', { params: { header: { 'Idempotency-Key': key } }, body }));

export const changeProgramme = (programme: Programme, body: ProgrammePatch) =>
  ok(
    client.PATCH('/v1/membership-programmes/{id}', {
      params: { path: { id: programme.id }, header: { 'If-Match': tagOf(programme) } },
      headers: mergePatch,
      body,
    }),
  );

export const createLevel = (programme: string, body: NewLevel, key: string) =>
  ok(
    client.POST('/v1/membership-programmes/{id}/levels', {
      params: { path: { id: programme }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );

export const changeLevel = (level: ProgrammeLevel, body: LevelPatch) =>
  ok(
    client.PATCH('/v1/membership-programmes/{id}/levels/{level_id}', {
      params: { path: { id: level.programme_id, level_id: level.id }, header: { 'If-Match': tagOf(level) } },
      headers: mergePatch,
      body,
    }),
  );
