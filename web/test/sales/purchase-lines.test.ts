import { expect, it } from 'vitest';
import { lineAmount, totalAmount } from '../../src/models/sales/purchase-lines.ts';

const price = { amount: 1850, currency: 'CNY' };

it.each([
  ['what is typed counts', { amount: '36', quantity: '3', price }, 3600],
  ['else the price', { price }, 1850],
  ['times the quantity', { quantity: '2', price }, 3700],
  ['rounded to the cent', { quantity: '0.333', price }, 616],
  ['an amount that is none', { amount: 'x', price }, undefined],
  ['nothing below zero', { amount: '-1', price }, undefined],
  ['a quantity that is none', { quantity: 'two', price }, undefined],
  ['no price', { quantity: '2' }, undefined],
])('knows what a line comes to: %s', (_, line, amount) => {
  expect(lineAmount(line, 'CNY')).toBe(amount);
});

it('knows the total when every line says what it comes to', () => {
  expect(totalAmount([{ amount: '12.50' }, { quantity: '2', price }], 'CNY')).toBe(4950);
  expect(totalAmount([{ amount: '12.50' }, {}], 'CNY')).toBeUndefined();
});
