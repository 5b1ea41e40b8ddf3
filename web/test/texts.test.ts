/** The catalogues of texts: the same in both languages, every text used, none in two areas. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { texts as en } from '../src/text/en.ts';
import { texts as zh } from '../src/text/zh-CN.ts';
import { areas } from './structure.ts';

const root = resolve(import.meta.dirname, '../src');
const english: Record<string, string> = en;
const chinese: Record<string, string> = zh;

/** Texts only one language has: the form for one of something. */
const base = (texts: Record<string, string>) =>
  Object.keys(texts).filter((key) => !(key.endsWith('_one') && key.slice(0, -4) in texts));

it.each([
  ['zh-CN', chinese],
  ['en', english],
])('has a file for each area in %s, and no text in two of them', (language, joined) => {
  const names = readdirSync(join(root, 'text', language));
  const known = [...areas, 'common', 'shell'].map((area) => `${area}.json`);
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
  const keys = names.flatMap((name) =>
    Object.keys(JSON.parse(readFileSync(join(root, 'text', language, name), 'utf8')) as object),
  );
  expect(keys.sort()).toEqual(Object.keys(joined).sort());
});

it('has the same texts in both languages, with the same values to fill in', () => {
  expect(base(english).sort()).toEqual(base(chinese).sort());
  const values = (text = '') => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  expect(
    Object.keys(chinese).filter((key) => String(values(chinese[key])) !== String(values(english[key]))),
  ).toEqual([]);
  expect(Object.values({ ...chinese, ...english }).filter((text) => text.trim() === '')).toEqual([]);
});

it('uses every text, and no text that is not there', () => {
  const code = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, name), 'utf8'))
    .join('\n');
  /** Keys put together at run time. */
  const computed = [
    /^words\./,
    /^theme\./,
    /^job\.left\./,
    /^imports\.step\./,
    /^segments\.topic\./,
    /^campaigns\.(part|plan)\./,
    /^settings\.(bound|share|error|complaints)\./,
  ];
  const unused = Object.keys(chinese).filter(
    (key) => !computed.some((rule) => rule.test(key)) && !code.includes(`'${key}'`),
  );
  expect(unused).toEqual([]);
});
