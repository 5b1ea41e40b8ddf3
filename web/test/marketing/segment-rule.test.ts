import { expect, it } from 'vitest';
import {
  conditionAbout,
  editable,
  errorsAt,
  type Part,
  pointerTo,
  topicOf,
  unwrapNot,
  withMembers,
  withPartAdded,
  withPartChanged,
} from '../../src/models/marketing/segment-rule.ts';

const sms: Part = { consent: { channel: 'sms' } };
const post: Part = { consent: { channel: 'post' } };
const rule: Part = { all: [sms, { not: { any: [post, sms] } }] };

it('finds parts by their path and knows the pointer to each', () => {
  expect(pointerTo(rule, [])).toBe('');
  expect(pointerTo(rule, [0])).toBe('/all/0');
  expect(pointerTo(rule, [1])).toBe('/all/1/not');
  expect(pointerTo(rule, [1, 0])).toBe('/all/1/not/any/0');
});

it('changes, adds and takes away one part and leaves the others', () => {
  expect(withPartChanged(rule, [1, 0], () => sms)).toEqual({ all: [sms, { not: { any: [sms, sms] } }] });
  expect(withPartChanged(rule, [1], () => undefined)).toEqual({ all: [sms] });
  expect(withPartAdded(rule, [1], post)).toEqual({ all: [sms, { not: { any: [post, sms, post] } }] });
  expect(withPartAdded(rule, [], post)).toEqual({ all: [sms, { not: { any: [post, sms] } }, post] });
});

it('has a group outside and lets two negations take each other away', () => {
  expect(editable(undefined)).toEqual({ all: [] });
  expect(editable(sms)).toEqual({ all: [sms] });
  expect(editable({ not: { any: [sms] } })).toEqual({ all: [{ not: { any: [sms] } }] });
  expect(editable(rule)).toEqual(rule);
  expect(unwrapNot({ not: { not: sms } })).toEqual({ part: sms, negated: false });
  expect(unwrapNot({ not: sms })).toEqual({ part: sms, negated: true });
});

it('shows an error at the part it belongs to', () => {
  const errors = [
    { pointer: '/all/0/consent/channel', text: 'a' },
    { pointer: '/all/1/not/any', text: 'b' },
    { pointer: '/all/10/choice/in', text: 'c' },
  ];
  expect(errorsAt(errors, '/all/0', undefined)).toEqual(['a']);
  expect(errorsAt(errors, '/all/1/not', 'any')).toEqual(['b']);
  expect(errorsAt(errors, '/all/1', undefined)).toEqual(['b']);
  expect(errorsAt(errors, '', 'all')).toEqual([]);
});

it('names what a condition is about and begins one', () => {
  for (const topic of [
    'choice.tier',
    'measure.net_spend',
    'consent',
    'bought',
    'not_bought',
    'membership',
    'segment',
  ]) {
    expect(topicOf(conditionAbout(topic))).toBe(topic);
  }
  const bought = conditionAbout('bought');
  expect(withMembers(bought, { times: undefined, spend: 5 })).toEqual({
    bought: { category_id: '', spend: 5, within_days: 90 },
  });
});
