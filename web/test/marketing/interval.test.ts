import { expect, it } from 'vitest';
import { intervalOf, placeOn } from '../../src/models/marketing/interval.ts';

it('holds every interval and zero, in their order', () => {
  const place = placeOn(
    [
      { value: 0.2, low: 0.05, high: 0.35 },
      { value: -0.1, low: -0.2, high: 0 },
    ],
    100,
  );
  const places = [-0.2, -0.1, 0, 0.05, 0.2, 0.35].map(place);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(Math.min(...places)).toBeGreaterThan(0);
  expect(Math.max(...places)).toBeLessThan(100);
});

it('keeps zero on the line when an interval lies on one side of it', () => {
  const place = placeOn([{ value: 3, low: 2, high: 4 }], 112);
  expect(place(0)).toBeCloseTo(6);
  expect(place(4)).toBeCloseTo(106);
});

it('draws nothing at all in the middle', () => {
  expect(placeOn([{ value: 0, low: 0, high: 0 }], 100)(0)).toBeCloseTo(50);
});

it('reads decimals', () => {
  expect(intervalOf({ value: '0.200000', low: '-0.052400', high: '0.333900' })).toEqual({
    value: 0.2,
    low: -0.0524,
    high: 0.3339,
  });
});
