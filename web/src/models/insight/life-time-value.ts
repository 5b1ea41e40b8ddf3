/** Shares as people write them: 1500 basis points are 15 %. */

/** A share in per cent, as it stands in a field. */
export const percentText = (points: number): string => String(points / 100);

/** What was typed as a share in per cent; undefined when it is none, or finer than a hundredth. */
export function basisPoints(typed: string): number | undefined {
  const found = /^(\d{1,3})(?:\.(\d{1,2}))?\s*%?$/.exec(typed.normalize('NFKC').trim());
  if (!found) return undefined;
  const points = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0') || 0);
  return points <= 10_000 ? points : undefined;
}
