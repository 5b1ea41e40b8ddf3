import { expect, test } from 'vitest';
import { basisPoints, percentText } from '../src/models/insight/life-time-value.ts';

test('a share is typed in per cent and sent in basis points', () => {
  const cases: [string, number | undefined][] = [
    ['40', 4000],
    ['40 %', 4000],
    ['４０％', 4000],
    ['12.5', 1250],
    ['0.01', 1],
    ['100', 10_000],
    ['100.01', undefined],
    ['1.005', undefined],
    ['-1', undefined],
    ['', undefined],
    ['forty', undefined],
  ];
  for (const [typed, expected] of cases) expect([typed, basisPoints(typed)]).toEqual([typed, expected]);
  expect([4000, 1250, 1].map(percentText)).toEqual(['40', '12.5', '0.01']);
});
