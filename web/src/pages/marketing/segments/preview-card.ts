/** Whom a rule finds, beside the builder. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Preview } from '../../../api/marketing/segments.ts';
import { day, number, tierBadge } from '../../../ui/components.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import { t } from '../../../ui/text.ts';

export interface PreviewState {
  preview: Preview | undefined;
  failure: unknown;
  busy: boolean;
  /** How many faults the rule has. */
  faults: number;
  /** Whether the rule has a part yet. */
  begun: boolean;
  retry: () => void;
}

export function previewCard(state: PreviewState): TemplateResult {
  return html`<section class="card stack" aria-labelledby="preview-title">
    <h2 id="preview-title">${t('segments.preview')}</h2>
    <p role="status" aria-live="polite">${status(state)}</p>
    ${state.failure ? problemPanel(state.failure, state.retry) : nothing}
    ${state.preview && state.begun ? found(state.preview) : nothing}
  </section>`;
}

function status({ preview, busy, faults, begun }: PreviewState): TemplateResult | string {
  if (!begun) return t('segments.preview.empty');
  if (faults > 0) return t('segments.preview.faults', { count: faults });
  if (preview) {
    return html`<strong class="segment-count">${number(preview.count)}</strong> ${t('segments.preview.customers', { count: preview.count })}
      ${busy ? html`<span class="quiet">${t('common.loading')}</span>` : nothing}`;
  }
  return busy ? t('common.loading') : '';
}

function found(preview: Preview): TemplateResult {
  return html`<p class="note">${preview.reading}</p>
    ${
      preview.sample.length > 0
        ? html`<h3>${t('segments.preview.sample')}</h3>
            <ul class="list">
              ${preview.sample.map(
                (one) => html`<li>
                  <a href="/customers/${one.customer_id}">${one.name}</a>
                  <span>${tierBadge(one.tier?.class)} <small class="quiet">${day(one.last_purchase_on)}</small></span>
                </li>`,
              )}
            </ul>`
        : nothing
    }`;
}
