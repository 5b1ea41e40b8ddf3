/** How a customer would get the message. */
import { html, nothing, type TemplateResult } from 'lit';
import type { TemplatePreview } from '../../../api/messaging/templates.ts';
import { wordOptions } from '../../../ui/options.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import { joined, pair, t, word } from '../../../ui/text.ts';

/** As whom it is shown: what was typed to find a customer, and a language; empty is any. */
export interface Asked {
  language: string;
  who: string;
}

export interface PreviewState {
  preview: TemplatePreview | undefined;
  failure: unknown;
  /** What is wrong with the words. */
  faults: readonly string[];
  /** Whether anything was written yet. */
  begun: boolean;
  asked: Asked;
  /** Nobody fits what was typed. */
  nobody: boolean;
  showAs: (asked: Asked) => void;
  retry: () => void;
}

export function previewCard(state: PreviewState): TemplateResult {
  return html`<section class="card stack" aria-labelledby="preview-title">
    <h2 id="preview-title">${t('templates.preview')}</h2>
    ${choices(state)}
    <p role="status" aria-live="polite">${status(state)}</p>
    ${state.failure ? problemPanel(state.failure, state.retry) : nothing}
    ${state.preview && state.begun ? message(state.preview) : nothing}
  </section>`;
}

function choices({ asked, showAs }: PreviewState): TemplateResult {
  const value = (event: Event) => (event.target as HTMLInputElement).value.trim();
  return html`<div class="field">
      <label for="preview-who">${t('templates.preview.who')}</label>
      <input
        id="preview-who"
        type="search"
        autocomplete="off"
        placeholder=${t('templates.preview.invented')}
        .value=${asked.who}
        @change=${(event: Event) => showAs({ ...asked, who: value(event) })}
      />
    </div>
    <div class="field">
      <label for="preview-language">${t('templates.preview.language')}</label>
      <select id="preview-language" @change=${(event: Event) => showAs({ ...asked, language: value(event) })}>
        <option value="" ?selected=${asked.language === ''}>${t('templates.preview.own')}</option>
        ${wordOptions('language').map((one) => html`<option value=${one.value} ?selected=${one.value === asked.language}>${one.label}</option>`)}
      </select>
    </div>`;
}

function status({ preview, faults, begun, nobody }: PreviewState): string {
  if (nobody) return t('templates.preview.nobody');
  if (!begun) return t('templates.preview.empty');
  if (faults.length > 0) return t('templates.preview.faults', { count: faults.length });
  if (!preview) return '';
  return t('templates.preview.as', {
    name: preview.customer_name ?? '',
    language: word('language', preview.language),
  });
}

function message(preview: TemplatePreview): TemplateResult {
  const missing = joined(preview.missing.map((field) => word('merge_field', field)));
  return html`${missing ? html`<p class="note">${t('templates.preview.missing', { fields: missing })}</p>` : nothing}
    <div class="message" lang=${preview.language}>
      ${preview.reply_to ? html`<p class="quiet">${pair(t('templates.reply_to'), preview.reply_to)}</p>` : nothing}
      ${preview.subject ? html`<p><strong>${preview.subject}</strong></p>` : nothing}
      <p class="message-text">${preview.text}</p>
    </div>
    ${
      preview.html
        ? html`<iframe class="message-html" sandbox="" title=${t('templates.preview.html')} srcdoc=${preview.html}></iframe>`
        : nothing
    }`;
}
