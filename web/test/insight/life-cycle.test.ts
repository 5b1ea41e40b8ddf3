import { expect, test } from 'vitest';
import { standingPath } from '../../src/models/insight/life-cycle.ts';

test('a figure of the life cycle leads to those behind it, of the same unit', () => {
  expect(standingPath({ stage: 'lost' }, '')).toBe('/life-cycle/customers?stage=lost');
  expect(standingPath({ recency: 5, frequency: 1 }, 'unit_1')).toBe(
    '/life-cycle/customers?recency=5&frequency=1&unit_id=unit_1',
  );
});
