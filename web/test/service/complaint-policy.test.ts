import { expect, it } from 'vitest';
import {
  amountFields,
  numberFields,
  policyText,
  typedPolicy,
} from '../../src/models/service/complaint-policy.ts';

const fields = [...numberFields, ...amountFields];
const policy = Object.fromEntries(fields.map((field, at) => [field, (at + 1) * 10])) as Record<
  (typeof fields)[number],
  number
>;

it('is the same after it stood in the form', () => {
  for (const currency of ['CNY', 'JPY', 'KWD']) {
    const text = policyText(policy, currency);
    expect(typedPolicy((field) => text[field], currency)).toEqual({ policy, wrong: [] });
  }
  expect(policyText(policy, 'CNY').store_limit).toBe('1.00');
  expect(policyText(policy, 'CNY').acting_days).toBe('50');
});

it('says where no number and no amount stands', () => {
  const text = { ...policyText(policy, 'CNY'), acting_days: '1.5', cluster_size: '', store_limit: 'many' };
  expect(typedPolicy((field) => text[field], 'CNY').wrong).toEqual([
    'acting_days',
    'cluster_size',
    'store_limit',
  ]);
});

it('leaves the value of a point open where the policy is older than points', () => {
  const { point_value: _, ...older } = policy;
  expect(policyText(older, 'CNY').point_value).toBe('');
});
