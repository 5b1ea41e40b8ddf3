import { expect, it } from 'vitest';
import {
  fieldOf,
  guessEncoding,
  guessFormat,
  mappingPatch,
  missingFields,
  needsPartner,
  partId,
  ruleOf,
  startMapping,
  stepOf,
  withWord,
} from '../../src/models/exchange/import-mapping.ts';

const fields = [
  { field: 'occurred_at', required: true },
  { field: 'amount', required: true },
  { field: 'phone', required: false },
];

it('starts with what the server takes the columns for, and with what was kept when there is any', () => {
  const guessed = { amount: { column: 'paid' } };
  expect(startMapping(guessed, {})).toEqual(guessed);
  expect(startMapping(guessed, { amount: { column: 'x' } })).toEqual({ amount: { column: 'x' } });
});

it('names the required fields that are not mapped; an empty constant does not count', () => {
  expect(missingFields(fields, { amount: { constant: '' } })).toEqual(['occurred_at', 'amount']);
  expect(missingFields(fields, { amount: { constant: '5' }, occurred_at: { column: 'd' } })).toEqual([]);
});

it('sends the rules that say something, and null for those that were taken out', () => {
  const mapping = { amount: { constant: '5' }, phone: {}, card: { column: '' } };
  expect(mappingPatch(mapping, { phone: { column: 'tel' } })).toEqual({
    amount: { constant: '5' },
    phone: null,
  });
});

it('knows where a column goes', () => {
  expect(fieldOf('tel', { phone: { column: 'tel' } })).toBe('phone');
  expect(fieldOf('tel', { phone: { constant: 'tel' } })).toBeUndefined();
  expect(fieldOf('tel', { phone: { columns: ['mobile', 'tel'] } })).toBe('phone');
});

it('lets several columns fill a field, each once', () => {
  expect(ruleOf([])).toEqual({});
  expect(ruleOf(['', 'tel'])).toEqual({ column: 'tel' });
  expect(ruleOf(['tel', 'mobile', 'tel'])).toEqual({ columns: ['tel', 'mobile'] });
  expect(missingFields([{ field: 'phone', required: true }], { phone: { columns: ['a', 'b'] } })).toEqual([]);
});

it('keeps what words of a file mean, and forgets what is no longer said', () => {
  const said = withWord({ kind: { a: 'dealer' } }, 'kind', 'b', 'business');
  expect(said).toEqual({ kind: { a: 'dealer', b: 'business' } });
  expect(withWord(said, 'kind', 'a', undefined)).toEqual({ kind: { b: 'business' } });
  expect(withWord({}, 'unit_code', 'x', '')).toEqual({ unit_code: { x: '' } });
});

it('finds the part of the form that is wrong', () => {
  expect(partId('/mapping/amount')).toBe('map-amount');
  expect(partId('mapping/amount')).toBe('map-amount');
  expect(partId('options/date_format')).toBe('option-date');
  expect(partId('options/partner')).toBe('option-partner');
});

it('reads format and compression from the name of the file', () => {
  expect(guessFormat('Buy.CSV')).toEqual({ format: 'csv', compression: 'none' });
  expect(guessFormat('rows.jsonl.gz')).toEqual({ format: 'ndjson', compression: 'gzip' });
  expect(guessFormat('rows.csv.gz')).toEqual({ format: 'csv', compression: 'gzip' });
});

it('tells UTF-8 from GB18030 by the first bytes, even when a character is cut', () => {
  expect(guessEncoding(new TextEncoder().encode('姓名,电话'))).toBe('utf-8');
  expect(guessEncoding(new TextEncoder().encode('姓名').slice(0, 4))).toBe('utf-8');
  expect(guessEncoding(Uint8Array.from([0xd0, 0xd5, 0xc3, 0xfb, 0x2c]))).toBe('gb18030');
});

it('knows the step of every state', () => {
  const states = ['draft', 'uploaded', 'checking', 'checked', 'running', 'completed', 'failed', 'cancelled'];
  expect(states.map(stepOf)).toEqual(['upload', 'map', 'try', 'try', 'run', 'run', 'run', 'run']);
});

it('needs a partner for ids that mean something beyond the file', () => {
  const numbered = { external_id: { column: 'receipt' } };
  const named = { ...numbered, customer_external_id: { column: 'member' } };
  expect(needsPartner('purchases', {}, false)).toBe(false);
  expect(needsPartner('purchases', numbered, false)).toBe(true);
  expect(needsPartner('purchases', numbered, true)).toBe(false);
  expect(needsPartner('purchases', named, true)).toBe(true);
  expect(needsPartner('customers', numbered, true)).toBe(true);
});
