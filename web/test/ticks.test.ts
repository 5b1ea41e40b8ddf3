import { expect, it } from 'vitest';
import { enclosingTicks, roundTicks } from '../src/models/ticks.ts';

it.each([
  [0, 10, 5, [0, 2, 4, 6, 8, 10]],
  [-13, 41, 5, [0, 20, 40]],
  [-0.02, 0.39, 4, [0, 0.2]],
  [-5, -1, 4, [-5, -4, -3, -2, -1]],
  [3, 3, 4, [3]],
])('puts round numbers from %d to %d', (low, high, count, ticks) => {
  expect(roundTicks(low, high, count).map((one) => one + 0)).toEqual(ticks);
});

it.each([
  [0, 10, 5, [0, 2, 4, 6, 8, 10]],
  [0, 10.5, 3, [0, 5, 10, 15]],
  [-13, 41, 5, [-20, 0, 20, 40, 60]],
  [0, 0.39, 4, [0, 0.1, 0.2, 0.3, 0.4]],
  [0, 0, 4, [0]],
])('puts round numbers around %d to %d', (low, high, count, ticks) => {
  expect(enclosingTicks(low, high, count).map((one) => one + 0)).toEqual(ticks);
});
