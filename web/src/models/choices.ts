/** Finding one of many choices by a few letters. */

interface Named {
  readonly label: string;
}

/** Those whose label has every word of the query, those that begin with it first; without a query all, in their order. */
export function matching<T extends Named>(choices: readonly T[], query: string): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...choices];
  const found = choices.filter((one) => {
    const label = one.label.toLowerCase();
    return words.every((word) => label.includes(word));
  });
  const begins = (one: T) =>
    one.label
      .trim()
      .toLowerCase()
      .startsWith(words[0] ?? '');
  return [...found.filter(begins), ...found.filter((one) => !begins(one))];
}
