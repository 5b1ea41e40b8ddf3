import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import {
  changesOf,
  nameIn,
  storedMoment,
  subjectPath,
  valueText,
  vocabularyOf,
} from '../../src/models/administration/audit.ts';
import { texts } from '../../src/text/zh-CN.ts';

it.each([
  ['customer', 'cus_1', '/customers/cus_1'],
  ['customer', '', undefined],
  ['user', 'usr_1', '/users'],
  ['purchase', 'pur_1', undefined],
])('finds the place of %s %s', (kind, id, path) => {
  expect(subjectPath(kind, id)).toBe(path);
});

it('tells what was changed, and secrets without their values', () => {
  const changes = { city: { from: '上海', to: null }, password_hash: 'changed' };
  expect(changesOf({ version: 2, changes })).toEqual([
    { field: 'city', values: { from: '上海', to: null } },
    { field: 'password_hash' },
  ]);
  expect(changesOf({ version: 2 })).toEqual([]);
  expect(changesOf(null)).toEqual([]);
});

it('shows values in one line', () => {
  expect([null, '', 'a', 1, ['x']].map(valueText)).toEqual(['', '', 'a', '1', '["x"]']);
  expect(valueText('x'.repeat(200))).toHaveLength(80);
  expect([{ name: 'A' }, { code: 'B' }, {}, null].map(nameIn)).toEqual(['A', 'B', '', '']);
});

it('has a sentence for every deed that the server notes', () => {
  const root = resolve(import.meta.dirname, '../../../api/server/src');
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.rs'))
    .map((name) => readFileSync(join(root, name), 'utf8'));
  const noted = /(?:audit::(?:record|change)|record_by|keep)\(\s*db,\s*[^"]*?"([a-z_]+\.[a-z_]+)"/g;
  const deeds = new Set(sources.flatMap((source) => [...source.matchAll(noted)].map((found) => found[1])));
  expect(deeds.size).toBeGreaterThan(50);
  expect([...deeds].filter((deed) => !(`audit.deed.${deed}` in texts))).toEqual([]);
});

it('knows which words a changed value is one of', () => {
  expect(vocabularyOf('complaint', 'state')).toBe('case_state');
  expect(vocabularyOf('campaign', 'state')).toBe('campaign_state');
  expect(vocabularyOf('complaint', 'severity')).toBe('severity');
  expect(vocabularyOf('customer', 'city')).toBeUndefined();
});

it.each([
  ['2026-11-26T09:49:15', '2026-11-26T09:49:15Z'],
  ['2026-11-26T09:49:15.120Z', '2026-11-26T09:49:15.120Z'],
  ['2026-11-26T09:49:15+08:00', '2026-11-26T09:49:15+08:00'],
  ['2026-11-26', undefined],
  [7, undefined],
])('takes %s for the moment %s', (value, moment) => {
  expect(storedMoment(value)).toBe(moment);
});
