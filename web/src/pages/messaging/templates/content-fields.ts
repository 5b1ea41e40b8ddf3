/** What a message says in one language, with buttons that put fields in where one writes. */
import { html, nothing, type TemplateResult } from 'lit';
import { type ContentLanguage, type TypedContent, withField } from '../../../models/messaging/template.ts';
import { inputField, textField } from '../../../ui/fields.ts';
import type { Form } from '../../../ui/form.ts';
import { pair, t, word, wordValues } from '../../../ui/text.ts';

export interface ContentState {
  form: Form;
  language: ContentLanguage;
  words: TypedContent;
  /** Only an e-mail has a subject and HTML. */
  email: boolean;
  /** Only marketing has the link to unsubscribe. */
  marketing: boolean;
}

export function contentFields(state: ContentState): TemplateResult {
  const { form, language, words, email } = state;
  const name = (part: keyof TypedContent) => `contents/${language}/${part}`;
  return html`<fieldset class="card stack" lang=${language}>
    <legend>${word('language', language)}</legend>
    ${email ? inputField(form, name('subject'), t('templates.subject'), { value: words.subject, maxlength: 200 }) : nothing}
    ${textField(form, name('text'), t('templates.text'), { value: words.text, rows: email ? 8 : 4 })}
    ${email ? textField(form, name('html'), t('templates.html'), { value: words.html, rows: 8, hint: t('templates.html.hint') }) : nothing}
    ${email ? inputField(form, name('reply_to'), t('templates.reply_to'), { value: words.reply_to, type: 'email', maxlength: 254, hint: t('templates.reply_to.hint') }) : nothing}
    ${fieldButtons(state)}
  </fieldset>`;
}

function fieldButtons({ language, marketing }: ContentState): TemplateResult {
  const fields = wordValues('merge_field').filter((one) => marketing || one !== 'unsubscribe_url');
  return html`<div class="field wide" role="group" aria-label=${pair(t('templates.fields'), word('language', language))}>
    <p class="quiet">${t('templates.fields.hint')}</p>
    <div class="buttons">
      ${fields.map(
        (field) => html`<button
          type="button"
          class="button small"
          @mousedown=${keepFocus}
          @click=${(event: Event) => insert(event, language, field)}
        >${word('merge_field', field)}</button>`,
      )}
    </div>
  </div>`;
}

/** The text one writes in stays the one that has the cursor. */
function keepFocus(event: Event): void {
  event.preventDefault();
}

/** Puts the field in at the cursor; by keyboard, where no text has it, at the end of the plain text. */
function insert(event: Event, language: ContentLanguage, field: string): void {
  const form = (event.target as HTMLElement).closest('form');
  const focused = document.activeElement;
  const writes = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement;
  const fits =
    writes && focused.name.startsWith(`contents/${language}/`) && !focused.name.endsWith('/reply_to');
  const control = fits ? focused : form?.elements.namedItem(`contents/${language}/text`);
  if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement)) return;
  const at = fits ? (control.selectionStart ?? control.value.length) : control.value.length;
  const { text, place } = withField(control.value, at, field);
  control.value = text;
  control.focus();
  control.setSelectionRange(place, place);
  control.dispatchEvent(new Event('input', { bubbles: true }));
}
