import { expect, it } from 'vitest';
import { hueOf, hues, initialsOf } from '../../src/models/customers/initials.ts';

it.each([
  ['王小明', '王'],
  ['欧阳小满', '欧'],
  [' 李 雷', '李'],
  ['Anna Bell', 'AB'],
  ['anna maria van den berg', 'AB'],
  ['élodie', 'É'],
  ['Anna-Lena Østby', 'AØ'],
  ['（VIP）陈晓', 'V陈'],
  ['田中太郎', '田'],
  ['𠮷田', '𠮷'],
  ['김민준', '김'],
  ['5号桌', '5'],
  ['ＡＬＩＣＥ', 'A'],
  ['…', ''],
  ['', ''],
])('shortens %s to %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

it('gives a key always the same colour, and all of them to many', () => {
  expect(hueOf('cus_01')).toBe(hueOf('cus_01'));
  const found = new Set(Array.from({ length: 100 }, (_, at) => hueOf(`cus_01KEB7SR48EHF98SDY0KAX${at}`)));
  expect([...found].sort()).toEqual(Array.from({ length: hues }, (_, at) => at + 1));
});
