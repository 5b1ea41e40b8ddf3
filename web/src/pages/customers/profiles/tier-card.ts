/** Which tier, since when, and why: the API's own reason and the figures behind it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Explanation } from '../../../api/customers/profiles.ts';
import { day, money, number, tierBadge } from '../../../ui/components.ts';
import { type Loading, loaded } from '../../../ui/loading.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';

type Reason = NonNullable<Explanation['tier']>;
type Candidate = Reason['candidates'][number];

export function tierCard(explanation: Loading<Explanation>): TemplateResult {
  return html`<section class="card" aria-labelledby="tier-title">
    <h2 id="tier-title">${t('customer.tier')}</h2>
    ${loaded(explanation, ({ tier }) => (tier ? reasonView(tier) : html`<p class="quiet">${t('customer.tier.none')}</p>`), 2)}
  </section>`;
}

function reasonView(reason: Reason): TemplateResult {
  return html`<div class="tier-reason">
      ${tierBadge(reason.class, true)}
      <div>
        <p>${reason.reason}</p>
        <p class="quiet">
          ${t('customer.tier.since', { tier: word('tier', reason.class), day: day(reason.since) })} ·
          ${t('customer.tier.rule', { version: number(reason.rule_version), method: word('tier_method', reason.method) })}
        </p>
      </div>
    </div>
    ${candidates(reason)}`;
}

function candidates(reason: Reason): TemplateResult {
  return table<Candidate>({
    label: t('customer.tier.periods'),
    rows: reason.candidates,
    key: (row) => `${row.from}–${row.to}`,
    columns: [
      {
        label: t('customer.tier.period'),
        cell: (row) =>
          html`<span>${range(row)}${row.deciding ? html` <span class="tag">${t('customer.tier.deciding')}</span>` : nothing}</span>`,
      },
      { label: t('customers.column.spend'), number: true, cell: (row) => money(row.spend) },
      { label: t('customer.tier.from', { tier: 'A' }), number: true, cell: (row) => money(row.bound_a) },
      { label: t('customer.tier.from', { tier: 'B' }), number: true, cell: (row) => money(row.bound_b) },
      { label: t('customers.column.tier'), cell: (row) => tierBadge(row.class) },
    ],
  });
}

/** A range without ends is all there ever was. */
function range({ from, to }: Candidate): TemplateResult | string {
  if (!from && !to) return word('window', 'all');
  return html`<span class="nowrap">${day(from)}</span> – <span class="nowrap">${day(to)}</span>`;
}
