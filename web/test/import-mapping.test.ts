import { expect, it } from 'vitest';
import {
  cleanMapping,
  fieldOf,
  guessEncoding,
  guessFormat,
  missingFields,
  startMapping,
  stepOf,
} from '../src/models/import-mapping.ts';

const fields = [
  { name: 'occurred_at', required: true, suggested_column: 'date' },
  { name: 'amount', required: true, suggested_column: null },
  { name: 'phone', required: false, suggested_column: 'tel' },
];

it('starts with the suggestions, and with what was kept when there is any', () => {
  expect(startMapping(fields, {})).toEqual({ occurred_at: { column: 'date' }, phone: { column: 'tel' } });
  expect(startMapping(fields, { amount: { column: 'x' } })).toEqual({ amount: { column: 'x' } });
});

it('names the required fields that are not mapped; an empty constant does not count', () => {
  expect(missingFields(fields, { amount: { constant: '' } })).toEqual(['occurred_at', 'amount']);
  expect(missingFields(fields, { amount: { constant: '5' }, occurred_at: { column: 'd' } })).toEqual([]);
});

it('sends only rules that say something', () => {
  expect(cleanMapping({ amount: { constant: '5' }, phone: {}, card: { column: '' } })).toEqual({
    amount: { constant: '5' },
  });
});

it('knows where a column goes', () => {
  expect(fieldOf('tel', { phone: { column: 'tel' } })).toBe('phone');
  expect(fieldOf('tel', { phone: { constant: 'tel' } })).toBeUndefined();
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
