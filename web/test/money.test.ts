import { describe, expect, it } from 'vitest';
import { currencySign, formatMoney, minorDigits, parseAmount, toDecimal } from '../src/models/money.ts';

describe('money', () => {
  it('knows the minor digits of a currency', () => {
    expect([minorDigits('CNY'), minorDigits('JPY'), minorDigits('KWD'), minorDigits('???')]).toEqual([
      2, 0, 3, 2,
    ]);
  });

  it.each([
    [123456, 'CNY', '1234.56'],
    [-5, 'CNY', '-0.05'],
    [0, 'USD', '0.00'],
    [1500, 'JPY', '1500'],
    [1, 'KWD', '0.001'],
  ])('writes %d of %s as %s', (amount, currency, text) => {
    expect(toDecimal(amount, currency)).toBe(text);
  });

  it.each([
    ['1,234.5', 'CNY', 123450],
    ['¥ 99', 'CNY', 9900],
    ['１２．３０', 'CNY', 1230],
    ['-3', 'CNY', -300],
    ['7', 'JPY', 7],
    ['0', 'CNY', 0],
    ['.5', 'CNY', 50],
    ['1.50', 'JPY', undefined],
    ['1.234', 'CNY', undefined],
    ['1.2.3', 'CNY', undefined],
    ['twelve', 'CNY', undefined],
    ['', 'CNY', undefined],
    ['99999999999999999999', 'CNY', undefined],
  ])('reads %j in %s as %s minor units', (typed, currency, amount) => {
    expect(parseAmount(typed, currency)).toBe(amount);
  });

  it('shows the sign that belongs to the currency in each language', () => {
    expect(formatMoney({ amount: 123456, currency: 'CNY' }, 'zh-CN')).toBe('¥1,234.56');
    expect(formatMoney({ amount: 123456, currency: 'CNY' }, 'en')).toBe('¥1,234.56');
    expect(formatMoney({ amount: 123456, currency: 'USD' }, 'zh-CN')).toBe('$1,234.56');
    expect(formatMoney({ amount: 1500, currency: 'JPY' }, 'en')).toBe('¥1,500');
  });

  it('keeps every digit of a large amount', () => {
    const largest = { amount: Number.MAX_SAFE_INTEGER, currency: 'CNY' };
    expect(formatMoney(largest, 'en')).toBe('¥90,071,992,547,409.91');
  });
});

it.each([
  ['CNY', 'zh-CN', '¥'],
  ['CNY', 'en', '¥'],
  ['EUR', 'zh-CN', '€'],
  ['not a currency', 'en', 'not a currency'],
])('writes the sign of %s in %s as amounts have it', (currency, language, sign) => {
  expect(currencySign(currency, language)).toBe(sign);
});
