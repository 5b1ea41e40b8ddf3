/** Where the people behind a figure of the conversion are: the list of customers, with the same filters. */

/** Whom a figure is of. Times are those between which they were enrolled. */
export interface PeopleOf {
  readonly from: string;
  readonly before: string;
  readonly source?: string;
  readonly unit?: string;
}

export function peoplePath({ from, before, source, unit }: PeopleOf, statuses: readonly string[]): string {
  const query = new URLSearchParams({ 'created_at[gte]': from, 'created_at[lt]': before });
  if (source) query.set('source', source);
  if (unit) query.set('home_unit_id', unit);
  for (const status of statuses) query.append('status', status);
  return `/customers?${query}`;
}
