/** Rules of the house that no compiler checks. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

/** What each folder may import. */
const allowed: Record<string, readonly string[]> = {
  main: ['app', 'ui', 'styles'],
  app: ['app', 'pages', 'api', 'models', 'ui'],
  pages: ['api', 'models', 'ui'],
  ui: ['ui', 'api', 'models', 'text'],
  api: ['api', 'models'],
  models: ['models'],
};

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] ?? '');
  return found.map((target) => relative(root, resolve(root, dirname(file), target)));
}

it('lets folders import only downwards, and pages never each other', () => {
  const wrong: string[] = [];
  for (const file of files) {
    const folder = file.includes('/') ? (file.split('/')[0] ?? '') : 'main';
    for (const target of importsOf(file)) {
      const targetFolder = target.split('/')[0] ?? '';
      const samePage = folder === 'pages' && dirname(target) === dirname(file);
      if (!samePage && !allowed[folder]?.includes(targetFolder)) wrong.push(`${file} imports ${target}`);
    }
  }
  expect(files.length).toBeGreaterThan(30);
  expect(wrong).toEqual([]);
});

it('has the same texts in both languages, with the same values to fill in', () => {
  const read = (name: string): Record<string, string> =>
    JSON.parse(readFileSync(join(root, 'text', name), 'utf8'));
  const zh = read('zh-CN.json');
  const en = read('en.json');
  const base = (texts: Record<string, string>) =>
    Object.keys(texts).filter((key) => !(key.endsWith('_one') && key.slice(0, -4) in texts));
  expect(base(en).sort()).toEqual(base(zh).sort());
  const values = (text = '') => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  expect(Object.keys(zh).filter((key) => String(values(zh[key])) !== String(values(en[key])))).toEqual([]);
  expect(Object.values({ ...zh, ...en }).filter((text) => text.trim() === '')).toEqual([]);
});
it('uses every text, and no text that is not there', () => {
  const code = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  const keys = Object.keys(JSON.parse(readFileSync(join(root, 'text/zh-CN.json'), 'utf8')) as object);
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
  const unused = keys.filter((key) => !computed.some((rule) => rule.test(key)) && !code.includes(`'${key}'`));
  expect(unused).toEqual([]);
});
