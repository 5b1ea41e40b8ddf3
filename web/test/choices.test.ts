import { expect, it } from 'vitest';
import { matching } from '../src/models/choices.ts';

const choices = ['集团', '　上海云栖天地店', '　北京望云店', '　Taro No. 3'].map((label) => ({ label }));

it.each([
  ['', [0, 1, 2, 3]],
  ['云', [1, 2]],
  ['北京', [2]],
  ['no taro', [3]],
  ['店 上海', [1]],
  ['t', [3]],
  ['nowhere', []],
])('finds by %s', (query, indexes) => {
  expect(matching(choices, query)).toEqual(indexes.map((index) => choices[index]));
});

it('puts what begins with the letters first', () => {
  const names = ['Old Anna', 'Anna'].map((label) => ({ label }));
  expect(matching(names, 'anna').map((one) => one.label)).toEqual(['Anna', 'Old Anna']);
});
