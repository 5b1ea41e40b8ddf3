import { expect, it } from 'vitest';
import { barScale } from '../src/models/bars.ts';

it('lets the largest bar end below the highest tick', () => {
  const { ticks, bars, at } = barScale([0, 1000, 1500, 1]);
  expect(ticks).toEqual([0, 500, 1000, 1500]);
  expect(bars[0]).toEqual({ top: 100, height: 0 });
  expect(bars[2]).toEqual({ top: 0, height: 100 });
  expect(bars[3]?.height).toBeGreaterThan(1);
  expect([at(0), at(1500)]).toEqual([100, 0]);
});

it('draws what is below zero downwards', () => {
  const { ticks, bars, at } = barScale([40, -20]);
  expect(ticks).toEqual([-20, 0, 20, 40]);
  expect(bars[0]?.top).toBeCloseTo(0);
  expect(bars[1]?.top).toBeCloseTo(at(0));
  expect(bars[1]?.height).toBeCloseTo(100 / 3);
});

it('stands on one line when there is nothing', () => {
  expect(barScale([0, 0])).toMatchObject({ ticks: [0], bars: [{ top: 100, height: 0 }, { height: 0 }] });
});
