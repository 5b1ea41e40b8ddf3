/** Where intervals stand on one line that holds them all and zero. */

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A place on the line for each value, from 0 to `width`, with a little room at both ends; zero is always on it. */
export function placeOn(intervals: readonly Interval[], width: number): (value: number) => number {
  const low = Math.min(0, ...intervals.map((interval) => interval.low));
  const high = Math.max(0, ...intervals.map((interval) => interval.high));
  const room = (high - low || 1) * 0.06;
  return (value) => ((value - low + room) / (high - low + 2 * room)) * width;
}

/** The numbers of an interval that travels as decimals. */
export const intervalOf = (sent: { value: string; low: string; high: string }): Interval => ({
  value: Number(sent.value),
  low: Number(sent.low),
  high: Number(sent.high),
});
