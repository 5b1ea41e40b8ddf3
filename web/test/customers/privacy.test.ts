import { expect, it } from 'vitest';
import { confirms, removedKinds } from '../../src/models/customers/privacy.ts';

it('tells what was removed, most first, without what only serves the search', () => {
  const removed = { profiles: 1, search_terms: 12, identities: 3, tasks: 0, consents: 3 };
  expect(removedKinds(removed)).toEqual([
    ['consents', 3],
    ['identities', 3],
    ['profiles', 1],
  ]);
});

it.each([
  ['王小明', '王小明', true],
  ['Wang  xiaoming', 'wang Xiaoming', true],
  ['王小', '王小明', false],
  ['', '王小明', false],
  [undefined, '王小明', false],
])('takes %s for %s: %s', (typed, expected, result) => {
  expect(confirms(typed, expected)).toBe(result);
});
