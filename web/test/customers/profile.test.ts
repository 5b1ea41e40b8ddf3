import { expect, it } from 'vitest';
import { birthdayText, parseBirthday, parseTags } from '../../src/models/customers/profile.ts';
import { inTreeOrder } from '../../src/models/organisation/unit-tree.ts';

it.each([
  ['05-20', { year: null, month: 5, day: 20 }],
  ['1990-05-20', { year: 1990, month: 5, day: 20 }],
  ['1990/5/2', { year: 1990, month: 5, day: 2 }],
  ['５月２０日', { year: null, month: 5, day: 20 }],
  ['13-01', undefined],
  ['20', undefined],
  ['1200-01-01', undefined],
])('reads the birthday %s', (typed, birthday) => {
  expect(parseBirthday(typed)).toEqual(birthday);
});

it('writes a birthday back as it can be read', () => {
  expect(birthdayText({ year: null, month: 5, day: 2 })).toBe('05-02');
  expect(birthdayText({ year: 1990, month: 12, day: 31 })).toBe('1990-12-31');
});

it('splits tags at any usual mark, each once', () => {
  expect(parseTags('VIP, 常客、VIP　豆花')).toEqual(['VIP', '常客', '豆花']);
});

it('puts units in the order of their tree, orphans on top', () => {
  const unit = (id: string, parent_id: string | null) => ({ id, name: id, code: id, parent_id });
  const rows = inTreeOrder([
    unit('s2', 'r1'),
    unit('g', null),
    unit('x', 'hidden'),
    unit('r1', 'g'),
    unit('s1', 'r1'),
  ]);
  expect(rows.map(({ unit: { id }, depth }) => `${depth}${id}`)).toEqual(['0g', '1r1', '2s1', '2s2', '0x']);
});
