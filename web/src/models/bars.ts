/** Heights of bars from zero: the largest fills `most`, anything above nothing is visible, negative is nothing. */
export function barHeights(values: readonly number[], most: number): number[] {
  const largest = Math.max(0, ...values);
  return values.map((value) => (value <= 0 || largest === 0 ? 0 : Math.max(2, (value / largest) * most)));
}
