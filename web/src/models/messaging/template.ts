/** A template while it is written: what stands in the form, and what is sent of it. */

export const languages = ['zh-CN', 'en'] as const;
export type ContentLanguage = (typeof languages)[number];

/** The parts of a message in one language, as typed. */
export interface TypedContent {
  subject: string;
  text: string;
  html: string;
  /** Where answers go. */
  reply_to: string;
}

export interface SentContent {
  subject?: string;
  text: string;
  html?: string;
  reply_to?: string;
}

export type TemplateDraft = Record<ContentLanguage, TypedContent>;
type SentContents = Partial<Record<ContentLanguage, SentContent>>;
/** As it comes: what is not there may be null. */
interface SavedContent {
  subject?: string | null;
  text: string;
  html?: string | null;
  reply_to?: string | null;
}
type SavedContents = { [L in ContentLanguage]?: SavedContent | null };

const blank = (): TypedContent => ({ subject: '', text: '', html: '', reply_to: '' });

export function draftOf(contents: SavedContents | undefined): TemplateDraft {
  const words = (language: ContentLanguage): TypedContent => ({
    ...blank(),
    ...withoutNull(contents?.[language]),
  });
  return { 'zh-CN': words('zh-CN'), en: words('en') };
}

function withoutNull(words: SavedContent | null | undefined): Partial<TypedContent> {
  return Object.fromEntries(Object.entries(words ?? {}).filter(([, text]) => typeof text === 'string'));
}

export function isBlank(words: TypedContent): boolean {
  return [words.subject, words.text, words.html, words.reply_to].every((text) => text.trim() === '');
}

/** What is sent: languages nobody wrote in are left out, and so are the parts only an e-mail has. */
export function contentsOf(draft: TemplateDraft, channel: string): SentContents {
  const sent: SentContents = {};
  for (const language of languages) {
    const words = draft[language];
    if (isBlank(words)) continue;
    const email = channel === 'email';
    sent[language] = {
      text: words.text,
      ...(email && words.subject.trim() !== '' ? { subject: words.subject } : {}),
      ...(email && words.html.trim() !== '' ? { html: words.html } : {}),
      ...(email && words.reply_to.trim() !== '' ? { reply_to: words.reply_to.trim() } : {}),
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
