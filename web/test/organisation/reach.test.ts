import { expect, it } from 'vitest';
import { allowedAt, mayUse, pathOf } from '../../src/models/organisation/reach.ts';

const units = [
  { id: 'group', parent_id: null },
  { id: 'north', parent_id: 'group' },
  { id: 'n1', parent_id: 'north' },
  { id: 'south', parent_id: 'group' },
];

it('leads from a unit up to the top, and ends in a circle', () => {
  expect(pathOf(units, 'n1')).toEqual(['n1', 'north', 'group']);
  expect(pathOf([], 'n1')).toEqual(['n1']);
  expect(
    pathOf(
      [
        { id: 'a', parent_id: 'b' },
        { id: 'b', parent_id: 'a' },
      ],
      'a',
    ),
  ).toEqual(['a', 'b']);
});

it.each([
  ['segments:write', 'n1', true],
  ['segments:write', 'north', true],
  ['segments:write', 'group', false],
  ['segments:write', 'south', false],
  ['users:write', 'n1', false],
])('a role in the north with segments allows %s at %s: %s', (action, unit, allowed) => {
  const roles = [{ unit_id: 'north', actions: ['segments:write'] }];
  expect(allowedAt(roles, action, units, unit)).toBe(allowed);
});

it.each([
  ['n1', 'group', true],
  ['n1', 'n1', true],
  ['north', 'n1', false],
  ['n1', 'south', false],
  ['n1', 'above_all_one_sees', true],
])('what belongs to %s may use what belongs to %s: %s', (id, owner, may) => {
  expect(mayUse(units, id, owner)).toBe(may);
});
