/** The look-up at the counter: anybody of the chain by whole phone number or card, masked; each look is logged. */
import { html, nothing, type TemplateResult } from 'lit';
import { type CounterCustomer, lookUpCustomer } from '../api/customers.ts';
import { ProblemError } from '../api/problem.ts';
import type { CounterKey } from '../models/counter.ts';
import { state, tierBadge } from '../ui/bits.ts';
import { Loading, loaded } from '../ui/loading.ts';
import { dialog } from '../ui/modal.ts';
import { t, word } from '../ui/text.ts';

export class Counter {
  private found: Loading<CounterCustomer | 'nobody'> | undefined;

  constructor(private readonly refresh: () => void) {}

  show(key: CounterKey): void {
    this.found = new Loading(this.refresh);
    void this.found.load(() => lookUpCustomer(key).catch(nobody));
  }

  private close = (): void => {
    this.found = undefined;
    this.refresh();
  };

  view(): TemplateResult | typeof nothing {
    if (!this.found) return nothing;
    const body = loaded(this.found, (found) =>
      found === 'nobody' ? html`<p role="status">${t('counter.nobody')}</p>` : this.card(found),
    );
    return dialog({ title: t('counter.title'), close: this.close, body });
  }

  private card(found: CounterCustomer): TemplateResult {
    return html`<p role="status"><strong dir="auto">${found.name}</strong> ${tierBadge(found.tier?.class)}</p>
      <dl class="facts">
        ${found.identities.map((one) => html`<dt>${word('identity_kind', one.kind)}</dt><dd dir="ltr">${one.value}</dd>`)}
        ${found.memberships.map(
          (one) => html`<dt>${one.level ?? t('memberships.member')}</dt><dd>
            ${t('memberships.points.count', { count: one.balance })} ${one.state === 'active' ? nothing : state('membership_state', one.state)}
          </dd>`,
        )}
      </dl>
      <p class="quiet">${t('counter.logged')}</p>
      <p><a class="button" href="/customers/${found.id}" @click=${this.close}>${t('counter.open')}</a></p>`;
  }
}

/** Not found is an answer here, not a failure. */
function nobody(error: unknown): 'nobody' {
  if (error instanceof ProblemError && error.status === 404) return 'nobody';
  throw error;
}
