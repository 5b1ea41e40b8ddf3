import { describe, expect, it } from 'vitest';
import { checkPolicy, policyForm, policyOf } from '../../src/models/customers/tier-policy.ts';
import { percentOf, shareOf } from '../../src/models/share.ts';

const policy = {
  method: 'fixed_bounds',
  window: { kind: 'calendar_year' },
  bounds: { a: 350000, b: 150000 },
  shares: { a: '0.80', b: '0.95' },
};

describe('shares', () => {
  it.each([
    ['0.80', '80'],
    ['0.955', '95.5'],
    ['1.00', '100'],
    ['0.05', '5'],
    ['0', '0'],
  ])('shows %s as %s per cent', (share, percent) => {
    expect(percentOf(share)).toBe(percent);
  });

  it.each([
    ['80', '0.80'],
    ['95.5 %', '0.955'],
    ['100', '1.00'],
    ['5', '0.05'],
    ['101', undefined],
    ['-3', undefined],
    ['much', undefined],
  ])('reads %s per cent as %s', (percent, share) => {
    expect(shareOf(percent)).toBe(share);
  });
});

describe('tier policy form', () => {
  it('goes to the form and back without a loss', () => {
    expect(policyOf(policyForm(policy, 'CNY'), 'CNY')).toEqual(policy);
    const trailing = {
      ...policy,
      method: 'cumulative_share',
      window: { kind: 'trailing_months', months: 6 },
    };
    expect(policyOf(policyForm(trailing, 'CNY'), 'CNY')).toEqual(trailing);
    const fixed = { ...policy, window: { kind: 'from_to', from: '2025-01-01', to: '2025-12-31' } };
    expect(policyOf(policyForm(fixed, 'CNY'), 'CNY')).toEqual(fixed);
  });

  it('shows bounds in the digits of the currency', () => {
    expect(policyForm(policy, 'CNY').boundA).toBe('3500.00');
    expect(policyForm(policy, 'JPY').boundA).toBe('350000');
  });

  it('wants amounts in order', () => {
    const form = policyForm(policy, 'CNY');
    expect(checkPolicy(form, 'CNY')).toEqual({});
    expect(checkPolicy({ ...form, boundB: '3500' }, 'CNY')).toEqual({ 'bounds/b': 'order' });
    expect(checkPolicy({ ...form, boundA: 'x', boundB: '0' }, 'CNY')).toEqual({
      'bounds/a': 'amount',
      'bounds/b': 'amount',
    });
  });

  it('wants shares in order, and does not look at the bounds then', () => {
    const form = { ...policyForm(policy, 'CNY'), method: 'cumulative_share', boundA: '' };
    expect(checkPolicy(form, 'CNY')).toEqual({});
    expect(checkPolicy({ ...form, shareB: '80' }, 'CNY')).toEqual({ 'shares/b': 'order' });
    expect(checkPolicy({ ...form, shareA: '180' }, 'CNY')).toEqual({ 'shares/a': 'percent' });
    expect(checkPolicy({ ...form, shareB: '100' }, 'CNY')).toEqual({ 'shares/b': 'percent' });
  });

  it('sends the part of the other method only while it makes sense', () => {
    const { shares, ...without } = policy;
    expect(shares).toEqual({ a: '0.80', b: '0.95' });
    expect(policyOf(policyForm(without, 'CNY'), 'CNY')).toEqual(without);
    const form = { ...policyForm(policy, 'CNY'), method: 'cumulative_share', boundA: 'x' };
    expect(policyOf(form, 'CNY')).toEqual({
      ...without,
      bounds: undefined,
      method: 'cumulative_share',
      shares,
    });
  });

  it('wants whole windows', () => {
    const form = policyForm(policy, 'CNY');
    expect(checkPolicy({ ...form, window: 'trailing_months', months: '0' }, 'CNY')).toEqual({
      'window/months': 'months',
    });
    expect(checkPolicy({ ...form, window: 'from_to', from: '2025-02-01', to: '2025-01-01' }, 'CNY')).toEqual({
      'window/to': 'dates',
    });
  });
});
