/** The look-up at the counter: anybody of the chain by whole phone number or card, masked; each look is logged. */
import { html, nothing, type TemplateResult } from 'lit';
import { randomKey } from '../api/base.ts';
import { type CounterCustomer, lookUpCustomer } from '../api/customers/profiles.ts';
import { type Membership, type Redemption, undoRedemption } from '../api/loyalty/memberships.ts';
import { ProblemError } from '../api/problem.ts';
import type { RecordedPurchase } from '../api/sales/purchases.ts';
import type { CounterKey } from '../models/loyalty/counter-key.ts';
import { actionButton, stateBadge, tierBadge } from '../ui/components.ts';
import type { FormDialog } from '../ui/form-dialog.ts';
import { Loading, loaded } from '../ui/loading.ts';
import { type RedeemSubject, redeemDialog } from '../ui/loyalty/redeem-dialog.ts';
import { dialog } from '../ui/modal.ts';
import { announce } from '../ui/notices.ts';
import { problemText } from '../ui/problem-panel.ts';
import { t, word } from '../ui/text.ts';
import type { CounterDialogs } from './counter-dialogs.ts';

export class CounterLookUp {
  private found: Loading<CounterCustomer | 'nobody'> | undefined;
  private key: CounterKey | undefined;
  private readonly redeem: FormDialog<RedeemSubject, Redemption>;
  /** Loaded when somebody is looked up for the first time. */
  private dialogs: CounterDialogs | undefined;
  /** The last redemption, as long as it can be undone here. */
  private last: Redemption | undefined;

  constructor(private readonly refresh: () => void) {
    this.redeem = redeemDialog(refresh, this.spent);
  }

  show(key: CounterKey): void {
    this.key = key;
    this.last = undefined;
    this.found = new Loading(this.refresh);
    void this.found.load(() => lookUpCustomer(key).catch(nobody));
    void this.loadDialogs();
  }

  private async loadDialogs(): Promise<void> {
    if (this.dialogs) return;
    const { CounterDialogs } = await import('./counter-dialogs.ts');
    const done = {
      bought: this.bought,
      enrolled: this.enrolled,
      created: (key: CounterKey) => this.show(key),
    };
    this.dialogs = new CounterDialogs(this.refresh, done);
    this.refresh();
  }

  private close = (): void => {
    this.found = undefined;
    this.refresh();
  };

  /** What there is now is known from the answers: no second look-up. */
  private change(to: (found: CounterCustomer) => Partial<CounterCustomer>): void {
    const found = this.found?.value;
    if (!this.found || !found || found === 'nobody') return;
    this.found.value = { ...found, ...to(found) };
    this.refresh();
  }

  private balance(id: string, balance: number, level?: string): void {
    this.change(({ memberships }) => ({
      memberships: memberships.map((one) =>
        one.id === id ? { ...one, balance, level: level ?? one.level } : one,
      ),
    }));
  }

  private spent = (spent: Redemption): void => {
    this.last = spent;
    this.balance(spent.membership.id, spent.membership.balance);
    announce(t('common.saved'));
  };

  private undo = async (spent: Redemption): Promise<void> => {
    this.last = undefined;
    try {
      const { membership } = await undoRedemption(spent.membership.id, spent.id, randomKey(), this.key);
      this.balance(membership.id, membership.balance);
      announce(t('memberships.undone'));
    } catch (error) {
      this.last = spent;
      announce(problemText(error).title);
      this.refresh();
    }
  };

  private bought = ({ memberships, tier }: RecordedPurchase): void => {
    for (const one of memberships) this.balance(one.membership_id, one.balance, one.level?.name);
    const [first] = memberships;
    announce(
      first ? t('counter.bought', { count: first.points, balance: first.balance }) : t('common.saved'),
    );
    if (tier.after)
      this.change((found) =>
        found.tier ? { tier: { ...found.tier, class: tier.after ?? found.tier.class } } : {},
      );
  };

  private enrolled = (made: Membership): void => {
    const { id, programme_id, state, level, balance } = made;
    this.change(({ memberships }) => ({
      memberships: [...memberships, { id, programme_id, state, level: level?.name ?? null, balance }],
    }));
    announce(t('common.saved'));
  };

  view(): TemplateResult | typeof nothing {
    if (!this.found) return nothing;
    const body = loaded(this.found, (found) => (found === 'nobody' ? this.nobody() : this.card(found)));
    return html`${dialog({ title: t('counter.title'), close: this.close, body })} ${this.redeem.view()} ${this.dialogs?.view() ?? nothing}`;
  }

  private nobody(): TemplateResult {
    const { dialogs, key } = this;
    return html`<p role="status">${t('counter.nobody')}</p>
      ${
        dialogs && key
          ? html`<p>${actionButton({ action: 'customers:write', label: t('counter.new'), primary: true, run: () => dialogs.create(key) })}</p>`
          : nothing
      }`;
  }

  /** What can be done for anybody of the chain. */
  private actions(found: CounterCustomer): TemplateResult {
    const { dialogs, key } = this;
    if (!dialogs || !key) return html``;
    return html`<div class="buttons">
      ${actionButton({ action: 'purchases:write', label: t('counter.record'), run: () => dialogs.record(found) })}
      ${
        dialogs.canJoin(found)
          ? actionButton({
              action: 'memberships:write',
              label: t('memberships.enrol'),
              run: () => dialogs.enrol(found, key),
            })
          : nothing
      }
      ${found.is_visible ? html`<a class="button" href="/customers/${found.id}" @click=${this.close}>${t('counter.open')}</a>` : nothing}
    </div>`;
  }

  private redeemButton({ id, balance }: CounterCustomer['memberships'][number]): TemplateResult {
    return actionButton({
      action: 'points:redeem',
      label: t('memberships.redeem'),
      small: true,
      run: () => this.redeem.show({ id, balance, said: this.key }),
    });
  }

  private lastView(): TemplateResult | typeof nothing {
    const { last } = this;
    if (!last) return nothing;
    return html`<p>
      ${t('counter.spent', { count: -last.points })}
      ${actionButton({ action: 'points:redeem', label: t('memberships.undo'), small: true, run: () => void this.undo(last) })}
    </p>`;
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
      ${this.lastView()} ${this.actions(found)}
      <p class="quiet">${t('counter.logged')}</p>`;
  }
}

/** Not found is an answer here, not a failure. */
function nobody(error: unknown): 'nobody' {
  if (error instanceof ProblemError && error.status === 404) return 'nobody';
  throw error;
}
