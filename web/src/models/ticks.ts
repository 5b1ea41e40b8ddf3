/** Round numbers along an axis. */

/** About `count` round numbers from `low` to `high`, by steps of 1, 2 or 5; zero is one of them where it lies between. */
export function roundTicks(low: number, high: number, count: number): number[] {
  const step = roundStep(low, high, count);
  return step === undefined ? [low] : multiples(step, Math.ceil(low / step), Math.floor(high / step));
}

/** As `roundTicks`, from the one at or below `low` to the one at or above `high`: all values lie between them. */
export function enclosingTicks(low: number, high: number, count: number): number[] {
  const step = roundStep(low, high, count);
  return step === undefined ? [low] : multiples(step, Math.floor(low / step), Math.ceil(high / step));
}

function roundStep(low: number, high: number, count: number): number | undefined {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return undefined;
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10);
}

function multiples(step: number, first: number, last: number): number[] {
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toFixed(digits)));
}
