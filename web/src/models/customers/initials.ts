/** The letters and the colour that stand for a person where there is no picture. */

/** How many colours there are. */
export const hues = 5;

/** The family character of a Chinese name, the first letters of the first and the last word of another one. */
export function initialsOf(name: string): string {
  const words = name.normalize('NFKC').match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];
  const [first = ''] = words;
  const letter = (word: string) => Array.from(word)[0]?.toLocaleUpperCase('en') ?? '';
  if (!/^\p{Script=Latin}|^\p{Script=Cyrillic}|^\p{Script=Greek}/u.test(first)) return letter(first);
  return words.length > 1 ? letter(first) + letter(words.at(-1) ?? '') : letter(first);
}

/** The same key always has the same colour: a number from 1 to `hues`. */
export function hueOf(key: string): number {
  let hash = 0;
  for (const letter of key) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return (hash % hues) + 1;
}
