import { expect, it } from 'vitest';
import { parsePoints, signedPoints } from '../../src/models/loyalty/points.ts';

it.each([
  ['100', 100],
  [' 1,200 ', 1200],
  ['１００', 100],
  ['-30', -30],
  ['−30', -30],
  ['+5', 5],
  ['-0', 0],
  ['0', 0],
])('reads %j as %d points', (typed, points) => {
  expect(parsePoints(typed)).toBe(points);
});

it.each(['', 'x', '1.5', '1e3', '--1', '12 points'])('takes %j for no number of points', (typed) => {
  expect(parsePoints(typed)).toBeUndefined();
});

it('shows which way points went', () => {
  expect(signedPoints(1200, 'en')).toBe('+1,200');
  expect(signedPoints(-30, 'zh-CN')).toBe('-30');
  expect(signedPoints(0, 'en')).toBe('0');
});
