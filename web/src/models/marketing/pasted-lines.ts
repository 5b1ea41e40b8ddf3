/** Lines that were pasted, and whom each one means. */

/** Each line once, without what stands around it. */
export function linesOf(text: string): string[] {
  const lines = text.normalize('NFKC').split(/[\r\n]+/);
  return [...new Set(lines.map((line) => line.trim()).filter(Boolean))];
}

interface Named {
  id: string;
  name: string;
}

/** Who of those that were found is meant: the only one, or the only one of exactly this name. */
export function matchLine<T extends Named>(line: string, found: readonly T[]): T | 'nobody' | 'several' {
  const exact = found.filter((one) => one.name === line);
  const [only, more] = exact.length > 0 ? exact : found;
  if (!only) return 'nobody';
  return more ? 'several' : only;
}
