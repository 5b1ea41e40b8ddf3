import { expect, it } from 'vitest';
import { quantityLeft, quantityText, thousandths } from '../src/models/quantity.ts';

it.each([
  ['2', 2000],
  ['1.5', 1500],
  ['0.125', 125],
  ['１.５', 1500],
  ['1.2345', undefined],
  ['-1', undefined],
  ['', undefined],
])('reads the quantity %j', (typed, value) => {
  expect(thousandths(typed)).toBe(value);
});

it('writes and subtracts quantities exactly', () => {
  expect(quantityText(1500)).toBe('1.5');
  expect(quantityLeft({ quantity: '0.300', refunded_quantity: '0.100' })).toBe(200);
});
