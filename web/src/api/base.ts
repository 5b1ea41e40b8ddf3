/** Where the API lives: this origin, unless the page's `regulars-api` meta names another. */
export const apiBase: string =
  document.querySelector<HTMLMetaElement>('meta[name="regulars-api"]')?.content.replace(/\/$/, '') ?? '';

/** A random key; `crypto.randomUUID` is missing on plain http, this is not. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
