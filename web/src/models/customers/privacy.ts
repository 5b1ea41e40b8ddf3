/** What a receipt of an erasure says, in the order of what matters to a person. */

/** Tables that only serve the search or hold parts of what is told anyway. */
const inner = new Set(['search_terms', 'attachment_parts', 'data_export_parts']);

/** The kinds of what was removed and how much of each, most first. */
export function removedKinds(removed: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(removed)
    .filter(([kind, count]) => count > 0 && !inner.has(kind))
    .sort(([one, some], [other, more]) => more - some || one.localeCompare(other));
}

/** Whether what was typed is what must be typed: spaces and case do not count. */
export function confirms(typed: string | undefined, expected: string): boolean {
  const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');
  return typed !== undefined && plain(typed) === plain(expected);
}
