/** What somebody says at the counter: a whole phone number, or a member card. */
export type CounterKey = { phone: string } | { card: string };

/** Undefined when it cannot be either, such as a name or the end of a number. */
export function counterKey(typed: string): CounterKey | undefined {
  const text = typed.normalize('NFKC').trim();
  const digits = text.replace(/[\s().-]/g, '');
  if (/^\+?\d{7,15}$/.test(digits)) return { phone: digits };
  if (/^(?=.*\d)[A-Za-z0-9-]{4,40}$/.test(text)) return { card: text };
  return undefined;
}
