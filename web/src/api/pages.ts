/** Lists come in pages with a cursor. */
import type { PageOf } from './types.ts';

/** Every row of a list that is known to be short; stops at 5,000. */
export async function allPages<T>(read: (cursor: string | undefined) => Promise<PageOf<T>>): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    rows.push(...page.data);
    cursor = page.has_more ? (page.next_cursor ?? undefined) : undefined;
  } while (cursor && rows.length < 5000);
  return rows;
}
