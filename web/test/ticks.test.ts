import { expect, it } from 'vitest';
import { roundTicks } from '../src/models/ticks.ts';

it.each([
  [0, 10, 5, [0, 2, 4, 6, 8, 10]],
  [-13, 41, 5, [0, 20, 40]],
  [-0.02, 0.39, 4, [0, 0.2]],
  [-5, -1, 4, [-5, -4, -3, -2, -1]],
  [3, 3, 4, [3]],
])('puts round numbers from %d to %d', (low, high, count, ticks) => {
  expect(roundTicks(low, high, count).map((one) => one + 0)).toEqual(ticks);
});
