import { expect, it } from 'vitest';
import { lastMonths } from '../../src/models/insight/months.ts';

it('looks back over the turn of a year', () => {
  expect(lastMonths('2026-02-28', 4)).toEqual(['2026-02-01', '2026-01-01', '2025-12-01', '2025-11-01']);
});
