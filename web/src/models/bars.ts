/** Where bars stand on an axis that begins and ends at round numbers. */
import { enclosingTicks } from './ticks.ts';

/** In percent of the height, from the top. */
export interface Placed {
  readonly top: number;
  readonly height: number;
}

export interface BarScale {
  /** From the lowest to the highest; zero is one of them. */
  readonly ticks: readonly number[];
  /** In the order of the values. */
  readonly bars: readonly Placed[];
  /** Where a number lies, in percent from the top. */
  readonly at: (value: number) => number;
}

/** A bar that is not zero is never thinner than can be seen. */
const least = 1.2;

export function barScale(values: readonly number[]): BarScale {
  const ticks = enclosingTicks(Math.min(0, ...values), Math.max(0, ...values), 3);
  const [low, high] = [Math.min(...ticks), Math.max(...ticks)];
  const at = (value: number) => (high === low ? 100 : ((high - value) / (high - low)) * 100);
  const zero = at(0);
  const bars = values.map((value) => {
    if (value === 0) return { top: zero, height: 0 };
    const height = Math.max(least, Math.abs(at(value) - zero));
    return { top: value > 0 ? zero - height : zero, height };
  });
  return { ticks, bars, at };
}
