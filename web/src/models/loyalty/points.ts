/** Points as people type them. */

/** A whole number (`1,200`, `＋５０`, `-3`); undefined when it is none. */
export function parsePoints(typed: string): number | undefined {
  const text = typed.normalize('NFKC').replace(/[\s,]/g, '').replace('−', '-');
  if (!/^[+-]?\d{1,12}$/.test(text)) return undefined;
  const points = Number(text);
  return Object.is(points, -0) ? 0 : points;
}

/** Points that were added with their sign, those taken away with theirs. */
export function signedPoints(points: number, language: string): string {
  return new Intl.NumberFormat(language, { signDisplay: 'exceptZero' }).format(points);
}
