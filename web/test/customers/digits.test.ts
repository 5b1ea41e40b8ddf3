import { expect, it } from 'vitest';
import { digitGroups } from '../../src/models/customers/digits.ts';

it.each([
  ['+8615400000595', ['+86', '154', '0000', '0595']],
  ['15400000595', ['154', '0000', '0595']],
  ['+86154****0595', ['+86', '154', '****', '0595']],
  ['+442071838750', ['+4420', '7183', '8750']],
  ['YS00000041', ['YS00000041']],
  ['a@example.com', ['a@example.com']],
])('puts %s into the groups one says', (value, groups) => {
  expect(digitGroups(value)).toEqual(groups);
  expect(digitGroups(value).join('')).toBe(value);
});
