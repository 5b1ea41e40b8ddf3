/** Two profiles side by side: where they differ, and whose value counts. */

/** A part of a profile that is taken from one of the two. */
export type MergeField =
  | 'name'
  | 'language'
  | 'gender'
  | 'birthday'
  | 'city'
  | 'address'
  | 'occupation'
  | 'source'
  | 'home_unit'
  | 'owner'
  | 'leader_kind'
  | 'note';

export type MergeSide = 'survivor' | 'merged';
export type MergeChoices = Partial<Record<MergeField, MergeSide>>;

/** What both say of a field, in words; empty where nothing is known. */
export interface Compared {
  readonly field: MergeField;
  readonly survivor: string;
  readonly merged: string;
}

/** The fields of which both say something else: somebody has to choose. */
export const differing = (fields: readonly Compared[]): Compared[] =>
  fields.filter(({ survivor, merged }) => survivor !== '' && merged !== '' && survivor !== merged);

/** Whose value counts: the chosen one, else that of the survivor where it has one. Both notes are kept. */
export function sideOf({ field, survivor, merged }: Compared, choices: MergeChoices): MergeSide | 'both' {
  const chosen = choices[field];
  if (chosen) return chosen;
  if (survivor === '' && merged !== '') return 'merged';
  return field === 'note' && merged !== '' && merged !== survivor ? 'both' : 'survivor';
}
