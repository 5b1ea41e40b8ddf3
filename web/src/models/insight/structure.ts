/** Where the customers behind a part of the structure are: a list with the same question. */

/** What the structure was asked; days as the answer has them, so that the list is of the same ones. */
export interface Asked {
  readonly from: string;
  readonly to: string;
  readonly as_of: string;
  readonly by: string;
  readonly restated: boolean;
}

/** The path of the customers of a part: of one group, whose key may be none, or of all. */
export function behindPath(asked: Asked, part: string, group?: { readonly key: string | null }): string {
  const query = new URLSearchParams({
    part,
    from: asked.from,
    to: asked.to,
    by: asked.by,
    as_of: asked.as_of,
  });
  if (asked.restated) query.set('restated', 'true');
  if (group) query.set('key', group.key ?? '');
  return `/structure/customers?${query}`;
}
