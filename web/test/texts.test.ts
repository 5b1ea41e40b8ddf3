/** The catalogues of texts: the same in both languages, every text used, none in two areas. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { texts as en } from '../src/text/en.ts';
import { texts as shell } from '../src/text/en-shell.ts';
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

/** Names, formats and codes that are written in Latin letters in Chinese too. */
const latin = [
  ...['Regulars', 'OpenID', 'Newcombe', 'Welch', 'Holm'],
  ...['Standard', 'Webhooks', 'HTTPS', 'xx'],
  ...['API', 'CSV', 'NDJSON', 'HTML', 'UTF-8', 'GB18030', 'GBK', 'gzip', 'ISO'],
  // Models and measures.
  ...['Pareto/NBD', 'BG/NBD', 'MBG/NBD', 'Gamma-Gamma', 'AUC'],
  // Tiers.
  ...['A', 'B', 'C'],
  // Examples of what is typed.
  ...['Asia/Shanghai', 'CN', 'CNY', 'cus_', 'meituan', '%d/%m/%Y'],
];

/** Words of a text without what is filled in; a template's own fields stand in double braces. */
const latinWords = (text: string): string[] =>
  (text.replace(/\{\{[^}]*\}\}|\{\w+\}/g, ' ').match(/[A-Za-z%][\w%./-]*/g) ?? []).filter((word) =>
    /[A-Za-z]/.test(word),
  );

const isChinese = (text: string): boolean => /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/.test(text);

it('keeps English out of Chinese texts, and Chinese out of English ones', () => {
  const mixed = Object.entries(chinese).flatMap(([key, text]) =>
    latinWords(text)
      .filter((word) => !latin.includes(word))
      .map((word) => `${key}: ${word}`),
  );
  expect(mixed).toEqual([]);
  expect(Object.keys(english).filter((key) => isChinese(english[key] ?? ''))).toEqual([]);
  const used = Object.values(chinese).flatMap(latinWords);
  expect(latin.filter((word) => !used.includes(word))).toEqual([]);
});

it('names a currency by its sign, and by its code only where a code is asked for', () => {
  const named = Object.entries({ ...chinese, ...english }).filter(([, text]) => text.includes('CNY'));
  expect(named.map(([key]) => key)).toEqual(['settings.currency.hint']);
});

it('tells a mixed text from a pure one', () => {
  expect(latinWords('导入 CSV 文件：{file}，{{customer.name|friend}}')).toEqual(['CSV']);
  expect(latinWords('保存 draft')).toEqual(['draft']);
  expect([isChinese('Save，then close'), isChinese('Save “{name}”…')]).toEqual([true, false]);
});

it('uses every text, and no text that is not there', () => {
  const code = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, name), 'utf8'))
    .join('\n');
  const named = new Set(Array.from(code.matchAll(/'([\w.:-]+)'/g), ([, key]) => key));
  /** Keys put together at run time. */
  const computed = [
    /^words\./,
    /^theme\./,
    /^audit\.(deed|why|field)\./,
    /^keys\.preset\./,
    /^job\.left\./,
    /^imports\.step\./,
    /^segments\.topic\./,
    /^campaigns\.(part|plan)\./,
    /^settings\.(bound|share|error|complaints|loyalty)\./,
  ];
  const unused = Object.keys(chinese).filter(
    (key) => !computed.some((rule) => rule.test(key)) && !named.has(key),
  );
  expect(unused).toEqual([]);
});

it('draws the log-in with the texts of the shell alone', () => {
  const seen = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const imports = readFileSync(file, 'utf8').matchAll(/from '(\.[^']+\.ts)'/g);
    for (const [, path = ''] of imports) follow(resolve(file, '..', path));
  };
  follow(join(root, 'app/login.ts'));
  follow(join(root, 'ui/problem-panel.ts'));
  expect(seen.size).toBeGreaterThan(5);
  const later = Object.keys(english).filter((key) => !(key in shell));
  const code = [...seen].map((file) => readFileSync(file, 'utf8')).join('\n');
  expect(later.filter((key) => code.includes(`'${key}'`))).toEqual([]);
});
