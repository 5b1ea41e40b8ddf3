/** A template while it is written: what stands in the form, and what is sent of it. */

export const languages = ['zh-CN', 'en'] as const;
export type ContentLanguage = (typeof languages)[number];

/** The parts of a message in one language, as typed. */
export interface Words {
  subject: string;
  text: string;
  html: string;
}

export interface SentWords {
  subject?: string;
  text: string;
  html?: string;
}

export type Draft = Record<ContentLanguage, Words>;
type Sent = Partial<Record<ContentLanguage, SentWords>>;
/** As it comes: what is not there may be null. */
interface SavedWords {
  subject?: string | null;
  text: string;
  html?: string | null;
}
type Saved = { [L in ContentLanguage]?: SavedWords | null };

const blank = (): Words => ({ subject: '', text: '', html: '' });

export function draftOf(contents: Saved | undefined): Draft {
  const words = (language: ContentLanguage): Words => ({ ...blank(), ...withoutNull(contents?.[language]) });
  return { 'zh-CN': words('zh-CN'), en: words('en') };
}

function withoutNull(words: SavedWords | null | undefined): Partial<Words> {
  return Object.fromEntries(Object.entries(words ?? {}).filter(([, text]) => typeof text === 'string'));
}

export function isBlank(words: Words): boolean {
  return [words.subject, words.text, words.html].every((text) => text.trim() === '');
}

/** What is sent: languages nobody wrote in are left out, and so are the parts only an e-mail has. */
export function contentsOf(draft: Draft, channel: string): Sent {
  const sent: Sent = {};
  for (const language of languages) {
    const words = draft[language];
    if (isBlank(words)) continue;
    const email = channel === 'email';
    sent[language] = {
      text: words.text,
      ...(email && words.subject.trim() !== '' ? { subject: words.subject } : {}),
      ...(email && words.html.trim() !== '' ? { html: words.html } : {}),
    };
  }
  return sent;
}

/** Fields every message has, so that they need no fallback. */
const always = ['organisation.name', 'unsubscribe_url'];

/** `text` with a field put in at `place`, and where to write on: inside it when a fallback is to be written. */
export function withField(text: string, place: number, field: string): { text: string; place: number } {
  const put = always.includes(field) ? `{{${field}}}` : `{{${field}|}}`;
  const inside = always.includes(field) ? put.length : put.length - 2;
  return { text: text.slice(0, place) + put + text.slice(place), place: place + inside };
}
