/** The customer's memberships with their points, and the way to become a member. */
import { html, type TemplateResult } from 'lit';
import type { Customer } from '../../../api/customers/profiles.ts';
import type { Membership } from '../../../api/loyalty/memberships.ts';
import { actionButton, stateBadge } from '../../../ui/components.ts';
import { loaded } from '../../../ui/loading.ts';
import { t } from '../../../ui/text.ts';
import type { CustomerActions, CustomerState } from './detail-state.ts';

export function membershipsCard(
  { memberships, programmes }: CustomerState,
  actions: CustomerActions,
  customer: Customer,
): TemplateResult {
  const programmeName = (id: string) =>
    programmes.find((programme) => programme.id === id)?.name ?? t('memberships.programme');
  const row = (one: Membership) => html`<li>
    <span>
      <a href="/memberships/${one.id}">${programmeName(one.programme_id)}</a> ${one.level?.name ?? ''}<br />
      <small class="quiet"><span dir="ltr">${one.card ?? t('memberships.card.none')}</span> · ${t('memberships.points.count', { count: one.balance })}</small>
    </span>
    ${stateBadge('membership_state', one.state)}
  </li>`;
  return html`<section class="card" aria-labelledby="memberships-title">
    <div class="card-head">
      <h2 id="memberships-title">${t('nav.memberships')}</h2>
      ${actionButton({ action: 'memberships:write', label: t('memberships.enrol'), small: true, run: () => actions.enrol(customer) })}
    </div>
    ${loaded(
      memberships,
      (rows) =>
        rows.length === 0
          ? html`<p class="quiet">${t('memberships.of.none')}</p>`
          : html`<ul class="list">${rows.map(row)}</ul>`,
      1,
    )}
  </section>`;
}
