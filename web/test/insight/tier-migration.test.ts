import { expect, it } from 'vitest';
import { migrationPath, whatIfPath } from '../../src/models/insight/tier-migration.ts';

const asked = { as_of: '2026-01-20', restated: false };

it('leads to the customers behind a cell, with the same question', () => {
  expect(migrationPath(asked, 2025, { from: 'B', to: 'C' })).toBe(
    '/tier-migration/customers?year=2025&from=B&to=C&as_of=2026-01-20',
  );
  expect(migrationPath({ ...asked, restated: true, unit_id: 'unt_1' }, 2025, { move: 'rose' })).toBe(
    '/tier-migration/customers?year=2025&move=rose&as_of=2026-01-20&unit_id=unt_1&restated=true',
  );
});

it('leads to those whom other bounds would move', () => {
  const bounds = { year: 2025, a_from: 200_000, b_from: 100_000 };
  expect(whatIfPath({ ...asked, unit_id: null }, bounds, { move: 'fell' })).toBe(
    '/tier-migration/what-if?year=2025&a_from=200000&b_from=100000&move=fell&as_of=2026-01-20',
  );
});
