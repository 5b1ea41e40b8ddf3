/** Where the customers behind a number of tiers through time are: lists with the same question. */

/** What was asked; the day as the answer has it, so that the list is of the same ones. */
export interface Asked {
  readonly as_of: string;
  readonly restated: boolean;
  readonly unit_id?: string | null | undefined;
}

/** Which of those who moved; absent: all. */
export interface Wanted {
  readonly from?: string;
  readonly to?: string;
  readonly move?: string;
}

/** The path of those who moved into a year. */
export const migrationPath = (asked: Asked, year: number, wanted: Wanted): string =>
  `/tier-migration/customers?${query(asked, { year: String(year), ...wanted })}`;

/** The path of those who would move under other bounds, in minor units. */
export const whatIfPath = (
  asked: Asked,
  { year, a_from, b_from }: { year: number; a_from: number; b_from: number },
  wanted: Wanted,
): string =>
  `/tier-migration/what-if?${query(asked, { year: String(year), a_from: String(a_from), b_from: String(b_from), ...wanted })}`;

function query(asked: Asked, rest: Record<string, string>): URLSearchParams {
  const found = new URLSearchParams({ ...rest, as_of: asked.as_of });
  if (asked.unit_id) found.set('unit_id', asked.unit_id);
  if (asked.restated) found.set('restated', 'true');
  return found;
}
