/** Texts of the console in the language of the moment, and the words of the API's vocabularies. */
import type { texts as zhTexts } from '../text/zh-CN.ts';

export type TextKey = keyof typeof zhTexts;
export type Language = 'zh-CN' | 'en';
export type Values = Record<string, string | number>;

/** The vocabularies of the API that have words: the middle part of `words.{group}.{value}`. */
export type WordGroup = TextKey extends infer Key
  ? Key extends `words.${infer Group}.${string}`
    ? Group
    : never
  : never;

type Loaders = Record<Language, () => Promise<{ texts: Record<string, string> }>>;

/** What is shown before somebody is logged in. */
const shellTexts: Loaders = {
  'zh-CN': () => import('../text/zh-CN-shell.ts'),
  en: () => import('../text/en-shell.ts'),
};

const allTexts: Loaders = {
  'zh-CN': () => import('../text/zh-CN.ts'),
  en: () => import('../text/en.ts'),
};

const stored = 'regulars.language';
let loaders = shellTexts;
let current: Language = 'zh-CN';
/** The language asked for last: it becomes the current one when its texts are there. */
let wanted: Language = current;
let texts: Record<string, string> = {};
let plural = new Intl.PluralRules(current);

/** The language chosen on this device, else the browser's, else Chinese. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(stored);
  if (chosen === 'zh-CN' || chosen === 'en') return chosen;
  return navigator.language.startsWith('zh') || !navigator.language.startsWith('en') ? 'zh-CN' : 'en';
}

export function hasChosenLanguage(): boolean {
  return localStorage.getItem(stored) !== null;
}

export function language(): Language {
  return current;
}

/** Loads the texts of `next` and makes it the language of the document. */
export async function useLanguage(next: Language): Promise<void> {
  wanted = next;
  await load();
}

/** Loads the texts of the pages too, in this language and in every later one. */
export async function usePageTexts(): Promise<void> {
  loaders = allTexts;
  await load();
}

/** Asked again while texts are on their way, all who asked wait for what was asked for last. */
async function load(): Promise<void> {
  const [from, next] = [loaders, wanted];
  const loaded = await from[next]();
  if (from !== loaders || next !== wanted) return load();
  texts = loaded.texts;
  current = next;
  plural = new Intl.PluralRules(next);
  document.documentElement.lang = next;
}

export function rememberLanguage(next: Language): void {
  localStorage.setItem(stored, next);
}

/** The text of `key`; with a `count`, its form for that number where the language has one. */
export function t(key: TextKey, values?: Values): string {
  const form = typeof values?.count === 'number' ? texts[`${key}_${plural.select(values.count)}`] : undefined;
  const text = form ?? texts[key] ?? key;
  return values ? text.replace(/\{(\w+)\}/g, (_, name: string) => formatValue(values[name])) : text;
}

/** Two texts, the second one about the first: `label: value`. */
export const pair = (label: string, value: string): string => t('common.pair', { label, value });

/** Texts one after the other, with the comma of the language. */
export const joined = (texts: readonly string[]): string => texts.join(t('common.comma'));

function formatValue(value: string | number | undefined): string {
  return typeof value === 'number' ? new Intl.NumberFormat(current).format(value) : (value ?? '');
}

/** The word for one value of a vocabulary; a value this console does not know yet is shown as it came. */
export function word(group: WordGroup, value: string | null | undefined): string {
  if (value === null || value === undefined) return '';
  return texts[`words.${group}.${value}`] ?? value;
}

/** All values of a vocabulary in the order of the texts, for selects and filters. */
export function wordValues(group: WordGroup): string[] {
  return textsUnder(`words.${group}.`);
}

/** The ends of all keys that begin like this, in the order of the texts. */
export function textsUnder(prefix: string): string[] {
  return Object.keys(texts)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
}
