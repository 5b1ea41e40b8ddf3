/** The look-up at the counter: anybody of the chain by whole phone number or card, masked; each look is logged. */
import { html, nothing, type TemplateResult } from 'lit';
import { type CounterCustomer, lookUpCustomer } from '../api/customers/profiles.ts';
import type { Redemption } from '../api/loyalty/memberships.ts';
import { ProblemError } from '../api/problem.ts';
import type { CounterKey } from '../models/loyalty/counter-key.ts';
import { actionButton, stateBadge, tierBadge } from '../ui/components.ts';
import type { FormDialog } from '../ui/form-dialog.ts';
import { Loading, loaded } from '../ui/loading.ts';
import { type RedeemSubject, redeemDialog } from '../ui/loyalty/redeem-dialog.ts';
import { dialog } from '../ui/modal.ts';
import { announce } from '../ui/notices.ts';
import { t, word } from '../ui/text.ts';

export class CounterLookUp {
  private found: Loading<CounterCustomer | 'nobody'> | undefined;
  private key: CounterKey | undefined;
  private readonly redeem: FormDialog<RedeemSubject, Redemption>;

  constructor(private readonly refresh: () => void) {
    this.redeem = redeemDialog(refresh, this.spent);
  }

  show(key: CounterKey): void {
    this.key = key;
    this.found = new Loading(this.refresh);
    void this.found.load(() => lookUpCustomer(key).catch(nobody));
  }

  private close = (): void => {
    this.found = undefined;
    this.refresh();
  };

  /** What is left is known from the answer: no second look-up. */
  private spent = ({ membership }: Redemption): void => {
    const found = this.found?.value;
    if (!this.found || !found || found === 'nobody') return;
    const memberships = found.memberships.map((one) =>
      one.id === membership.id ? { ...one, balance: membership.balance } : one,
    );
    this.found.value = { ...found, memberships };
    announce(t('common.saved'));
    this.refresh();
  };

  view(): TemplateResult | typeof nothing {
    if (!this.found) return nothing;
    const body = loaded(this.found, (found) =>
      found === 'nobody' ? html`<p role="status">${t('counter.nobody')}</p>` : this.card(found),
    );
    return html`${dialog({ title: t('counter.title'), close: this.close, body })} ${this.redeem.view()}`;
  }

  private redeemButton({ id, balance }: CounterCustomer['memberships'][number]): TemplateResult {
    return actionButton({
      action: 'points:redeem',
      label: t('memberships.redeem'),
      small: true,
      run: () => this.redeem.show({ id, balance, said: this.key }),
    });
  }

  private card(found: CounterCustomer): TemplateResult {
    return html`<p role="status"><strong dir="auto">${found.name}</strong> ${tierBadge(found.tier?.class)}</p>
      <dl class="facts">
        ${found.identities.map((one) => html`<dt>${word('identity_kind', one.kind)}</dt><dd dir="ltr">${one.value}</dd>`)}
        ${found.memberships.map(
          (one) => html`<dt>${one.level ?? t('memberships.member')}</dt><dd>
            ${t('memberships.points.count', { count: one.balance })} ${one.state === 'active' ? this.redeemButton(one) : stateBadge('membership_state', one.state)}
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
