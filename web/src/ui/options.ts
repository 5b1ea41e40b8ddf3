/** Choices of selects that several pages need. */
import type { Unit } from '../api/organisation/units.ts';
import { inTreeOrder } from '../models/organisation/unit-tree.ts';
import type { Option } from './fields.ts';
import { type WordGroup, word, wordValues } from './text.ts';

/** Units as a tree, deeper ones indented. */
export function unitOptions(units: readonly Unit[]): Option[] {
  return inTreeOrder(units).map(({ unit, depth }) => ({
    value: unit.id,
    label: `${'　'.repeat(depth)}${unit.name}`,
  }));
}

/** All words of a vocabulary. */
export function wordOptions(group: WordGroup): Option[] {
  return wordValues(group).map((value) => ({ value, label: word(group, value) }));
}

/** Whatever has an id and a name. */
export const nameOptions = (rows: readonly { id: string; name: string }[]): Option[] =>
  rows.map((one) => ({ value: one.id, label: one.name }));
