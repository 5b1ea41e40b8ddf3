/** A button that puts a text on the clipboard and says so. */
import { html, type TemplateResult } from 'lit';
import { icon } from './icons.ts';
import { announce } from './notices.ts';
import { t } from './text.ts';

export function copyButton(text: string, label?: string): TemplateResult {
  return html`<button
    type="button"
    class="button small"
    aria-label=${label ?? t('common.copy')}
    @click=${() => void copy(text)}
  >
    ${icon('copy')} ${t('common.copy')}
  </button>`;
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure context there is no clipboard object: select and copy the old way.
    const area = document.createElement('textarea');
    area.value = text;
    (document.querySelector('dialog[open]') ?? document.body).append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  announce(t('common.copied'));
}
