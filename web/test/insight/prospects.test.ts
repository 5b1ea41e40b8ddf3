import { expect, it } from 'vitest';
import { peoplePath } from '../../src/models/insight/prospects.ts';

const range = { from: '2026-10-31T16:00:00Z', before: '2026-11-30T16:00:00Z' };

it.each([
  [range, [], {}],
  [{ ...range, source: 'event' }, ['prospect'], { source: ['event'], status: ['prospect'] }],
  [
    { ...range, unit: 'unit_1' },
    ['active', 'lost'],
    { home_unit_id: ['unit_1'], status: ['active', 'lost'] },
  ],
])('leads to the people of %o with the statuses %o', (people, statuses, expected) => {
  const url = new URL(peoplePath(people, statuses), 'http://console.example');
  const query: Record<string, string[]> = {};
  for (const name of url.searchParams.keys()) query[name] = url.searchParams.getAll(name);
  expect(url.pathname).toBe('/customers');
  expect(query).toEqual({
    'created_at[gte]': ['2026-10-31T16:00:00Z'],
    'created_at[lt]': ['2026-11-30T16:00:00Z'],
    ...expected,
  });
});
