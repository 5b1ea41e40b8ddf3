import { expect, it } from 'vitest';
import { counterKey } from '../../src/models/loyalty/counter-key.ts';

it.each([
  ['138 0013 8000', { phone: '13800138000' }],
  ['+86 138-0013-8000', { phone: '+8613800138000' }],
  ['１３８００１３８０００', { phone: '13800138000' }],
  ['VIP-1001', { card: 'VIP-1001' }],
  ['8000', { card: '8000' }],
  ['王小明', undefined],
  ['Anna', undefined],
  ['80', undefined],
])('takes %s at the counter as %o', (typed, key) => {
  expect(counterKey(typed)).toEqual(key);
});
