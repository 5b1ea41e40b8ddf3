import { expect, it } from 'vitest';
import { tenths } from '../src/models/lorenz.ts';

const curve = (steps: number) =>
  Array.from({ length: steps + 1 }, (_, step) => ({ customers: step / steps, spend: (step / steps) ** 2 }));

it('marks each tenth of the customers', () => {
  expect(tenths(curve(100)).map((point) => point.customers)).toEqual([
    0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
  ]);
});

it('marks each point once where there are fewer', () => {
  expect(tenths(curve(3)).map((point) => point.customers)).toEqual([1 / 3, 2 / 3, 1]);
  expect(tenths([])).toEqual([]);
});
