/** What is expected of a customer, what decided it, or why nothing is. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Customer } from '../../../api/customers/profiles.ts';
import type { CustomerLifeTimeValue } from '../../../api/insight/life-time-value.ts';
import { day, figure, money, number, share } from '../../../ui/components.ts';
import { type Loading, loaded } from '../../../ui/loading.ts';
import { t, word } from '../../../ui/text.ts';

/** The models are of persons; of who was erased nothing is expected. */
export const hasLifeTimeValue = ({ kind, status }: Customer): boolean =>
  kind === 'consumer' && status !== 'erased';

export function lifeTimeValueCard(found: Loading<CustomerLifeTimeValue>): TemplateResult {
  return html`<section class="card" aria-labelledby="life-time-value-title">
    <h2 id="life-time-value-title">${t('nav.life_time_value')}</h2>
    ${loaded(found, said, 2)}
  </section>`;
}

function said({ expectation, no_value: why, as_of: asOf }: CustomerLifeTimeValue): TemplateResult {
  const reason = why ? html`<p class="quiet">${word('no_life_time_value', why)}</p>` : nothing;
  if (!expectation) return html`${reason}`;
  const decided = t('life_time_value.decided', {
    day: day(asOf),
    repeats: number(expectation.repeats),
    recency: number(expectation.recency_days),
    age: number(expectation.age_days),
  });
  return html`<div class="figures">
      ${figure(t('life_time_value.value'), money(expectation.life_time_value))}
      ${figure(t('life_time_value.alive'), share(expectation.p_alive))}
      ${figure(t('life_time_value.expected'), number(expectation.expected_purchases))}
      ${figure(t('life_time_value.basket'), money(expectation.expected_basket))}
    </div>
    ${reason}
    <p class="hint">${decided}</p>`;
}
