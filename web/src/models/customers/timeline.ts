/** How the entries of a timeline become rows. */

export interface Entry {
  readonly kind: string;
  readonly occurred_at: string;
  readonly data?: unknown;
}

/** An entry, and the points that a purchase brought, which stand in its row. */
export interface TimelineRow<T extends Entry> {
  readonly entry: T;
  readonly earned?: T;
}

const isEarned = (entry: Entry | undefined): boolean =>
  entry?.kind === 'points' && (entry.data as { kind?: unknown } | undefined)?.kind === 'earn';

/** A purchase and the points of the same moment beside it are one row; everything else is a row of its own. */
export function timelineRows<T extends Entry>(entries: readonly T[]): TimelineRow<T>[] {
  const rows: TimelineRow<T>[] = [];
  for (let at = 0; at < entries.length; at += 1) {
    const [entry, next] = [entries[at], entries[at + 1]];
    if (!entry) continue;
    const pair = next && next.occurred_at === entry.occurred_at ? [entry, next] : [];
    const purchase = pair.find((one) => one.kind === 'purchase');
    const earned = pair.find(isEarned);
    if (purchase && earned) {
      rows.push({ entry: purchase, earned });
      at += 1;
    } else rows.push({ entry });
  }
  return rows;
}
