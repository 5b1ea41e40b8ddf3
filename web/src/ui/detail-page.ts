/** The page of one thing of a list: waited for as a whole, and with a heading and a way back when it cannot be opened. */
import { html, type TemplateResult } from 'lit';
import { titleBlock } from './components.ts';
import { type Loading, skeleton } from './loading.ts';
import { problemPanel } from './problem-panel.ts';
import { t } from './text.ts';

export interface Back {
  readonly href: string;
  readonly label: string;
}

/**
 * The view of the thing once it is there and `ready`: what stands high on the page has come too, so that nothing moves
 * afterwards.
 */
export function detailPage<T>(
  source: Loading<T>,
  back: Back,
  view: (value: T) => TemplateResult,
  ready = true,
): TemplateResult {
  if (source.failure !== undefined && source.value === undefined) return notOpened(source, back);
  const shown =
    source.value !== undefined && ready ? view(source.value) : skeleton(source.slow || !ready, 6, 'whole');
  return html`<div class="page" aria-busy=${source.busy ? 'true' : 'false'}>${shown}</div>`;
}

function notOpened(source: Loading<unknown>, back: Back): TemplateResult {
  return html`<div class="page">
    ${titleBlock({ title: t('common.not_opened'), back })} ${problemPanel(source.failure, source.reload)}
    <p><a class="button" href=${back.href}>${t('common.back_to', { place: back.label })}</a></p>
  </div>`;
}
