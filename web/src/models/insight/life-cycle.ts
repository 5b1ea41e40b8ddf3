/** Where the customers behind a figure of the life cycle are. */

/** The path of the customers of a stage, or with these codes, of the same unit. */
export function standingPath(
  of: { readonly stage?: string; readonly recency?: number; readonly frequency?: number },
  unit: string,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(of)) query.set(name, String(value));
  if (unit) query.set('unit_id', unit);
  return `/life-cycle/customers?${query}`;
}
