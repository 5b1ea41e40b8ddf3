import { expect, it } from 'vitest';
import { isSecret, parseKept, restoredValues } from '../src/models/draft.ts';

it.each([
  ['password', '', true],
  ['file', '', true],
  ['text', 'one-time-code', true],
  ['text', 'section-a new-password', true],
  ['text', 'off', false],
  ['hidden', '', false],
])('keeps what stands in a control of type %s for %s: %s', (type, autocomplete, secret) => {
  expect(isSecret(type, autocomplete)).toBe(secret);
});

it('reads what was kept, and passes over what it cannot read', () => {
  expect(parseKept('{"fields":{"name":["A"]}}')).toEqual({ fields: { name: ['A'] } });
  for (const text of [null, '', '{', 'null', '{"fields":null}', '[]'])
    expect(parseKept(text)).toBeUndefined();
});

it('gives each control of a name its own value, and an untouched one none', () => {
  const kept = { fields: { unit: ['one', 'two'], agreed: [] } };
  expect(restoredValues(kept, 'unit', 1)?.value).toBe('two');
  expect(restoredValues(kept, 'agreed', 0)).toEqual({ all: [], value: undefined });
  expect(restoredValues(kept, 'other', 0)).toBeUndefined();
});
