/** Units of the organisation. There are few enough to hold them all; the list is read once and kept. */
import { client, mergePatch, ok, tagOf } from '../client.ts';
import { allPages } from '../pages.ts';
import type { Body, Row } from '../types.ts';

export type Unit = Row<'/v1/units'>;
export type NewUnit = Body<'/v1/units', 'post'>;
export type UnitPatch = Body<'/v1/units/{id}', 'patch'>;

let kept: Promise<Unit[]> | undefined;

export function allUnits(): Promise<Unit[]> {
  kept ??= allPages((cursor) => ok(client.GET('/v1/units', { params: { query: { limit: 100, cursor } } })));
  kept.catch(forgetUnits);
  return kept;
}

export function forgetUnits(): void {
  kept = undefined;
}

export async function createUnit(body: NewUnit, key: string): Promise<Unit> {
  const unit = await ok(client.POST('/v1/units', { params: { header: { 'Idempotency-Key': key } }, body }));
  forgetUnits();
  return unit;
}

export async function changeUnit(unit: Unit, body: UnitPatch): Promise<Unit> {
  const header = { 'If-Match': tagOf(unit) };
  const changed = await ok(
    client.PATCH('/v1/units/{id}', { params: { path: { id: unit.id }, header }, headers: mergePatch, body }),
  );
  forgetUnits();
  return changed;
}
