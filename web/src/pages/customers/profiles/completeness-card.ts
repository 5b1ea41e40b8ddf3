/** How much of a profile is known, and what to ask next. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Customer } from '../../../api/customers/profiles.ts';
import { joined, t, word } from '../../../ui/text.ts';

/** So many parts are named to ask for next. */
const asked = 3;

export function completenessCard({ completeness }: Customer): TemplateResult | typeof nothing {
  if (!completeness) return nothing;
  const { score, missing } = completeness;
  const next = missing.slice(0, asked).map((part) => word('profile_part', part));
  return html`<section class="card" aria-labelledby="completeness-title">
    <div class="card-head">
      <h2 id="completeness-title">${t('customer.completeness')}</h2>
      <strong>${t('customer.completeness.score', { score })}</strong>
    </div>
    <progress max="100" value=${score} aria-labelledby="completeness-title"></progress>
    <p class="quiet">
      ${next.length > 0 ? t('customer.completeness.next', { parts: joined(next) }) : t('customer.completeness.whole')}
    </p>
  </section>`;
}
