import { expect, it } from 'vitest';
import { type Entry, timelineRows } from '../../src/models/customers/timeline.ts';

const purchase: Entry = { kind: 'purchase', occurred_at: '2026-11-26T11:59:26Z' };
const earned: Entry = { kind: 'points', occurred_at: '2026-11-26T11:59:26Z', data: { kind: 'earn' } };
const redeemed: Entry = { kind: 'points', occurred_at: '2026-11-26T11:59:26Z', data: { kind: 'redeem' } };
const later: Entry = { ...earned, occurred_at: '2026-11-26T12:00:00Z' };

it('puts a purchase and its points into one row, whichever comes first', () => {
  expect(timelineRows([purchase, earned])).toEqual([{ entry: purchase, earned }]);
  expect(timelineRows([earned, purchase])).toEqual([{ entry: purchase, earned }]);
});

it('leaves other points, and those of another moment, in rows of their own', () => {
  expect(timelineRows([purchase, redeemed])).toEqual([{ entry: purchase }, { entry: redeemed }]);
  expect(timelineRows([later, purchase])).toEqual([{ entry: later }, { entry: purchase }]);
  expect(timelineRows([earned, earned])).toEqual([{ entry: earned }, { entry: earned }]);
  expect(timelineRows([])).toEqual([]);
});

it('takes each entry once', () => {
  expect(timelineRows([purchase, earned, purchase, earned])).toHaveLength(2);
  expect(timelineRows([purchase, earned, earned])).toEqual([{ entry: purchase, earned }, { entry: earned }]);
});
