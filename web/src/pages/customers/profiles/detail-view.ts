/** How one customer looks: head, tier with its reason, figures, purchases, timeline; facts at the side. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Tagged } from '../../../api/client.ts';
import type { Customer } from '../../../api/customers/profiles.ts';
import { can } from '../../../api/session.ts';
import { actionButton, stateBadge, tierBadge } from '../../../ui/components.ts';
import { loaded } from '../../../ui/loading.ts';
import { t, word } from '../../../ui/text.ts';
import type { CustomerPage } from './detail.ts';
import { figuresCard } from './figures-card.ts';
import { membershipsCard } from './memberships-card.ts';
import { purchasesCard } from './purchases-card.ts';
import { consentsCard, factsCard, identitiesCard, tasksCard } from './side-cards.ts';
import { tierCard } from './tier-card.ts';
import { timelineCard } from './timeline-card.ts';

export function customerView(page: CustomerPage): TemplateResult {
  return html`<div class="page">
    ${loaded(page.customer, (read) => content(page, read), 8)} ${page.overlays()}
  </div>`;
}

function content(page: CustomerPage, read: Tagged<Customer>): TemplateResult {
  const { value: customer } = read;
  return html`<div class="page-head">
      <div>
        <p class="crumb"><a href="/customers">${t('nav.customers')}</a></p>
        <h1 dir="auto">${customer.name} ${tierBadge(customer.tier?.class)}</h1>
        <div class="chips">
          <span class="tag">${word('customer_kind', customer.kind)}</span> ${stateBadge('customer_status', customer.status)}
          ${customer.tags.map((tag) => html`<a class="tag" href="/customers?tag=${encodeURIComponent(tag)}">${tag}</a>`)}
        </div>
      </div>
      <div class="buttons">
        ${actionButton({
          action: 'customers:write',
          label: t('customer.interaction.add'),
          icon: 'plus',
          run: () => page.dialogs.interaction.show(undefined),
        })}
        ${actionButton({
          action: 'customers:write',
          label: t('common.edit'),
          icon: 'edit',
          run: () => page.dialogs.edit.show(read),
        })}
      </div>
    </div>
    <div class="main-aside">
      <div class="stack">
        ${customer.tier ? tierCard(page.explanation) : nothing} ${figuresCard(customer.metrics, page.metrics.value, page.unitName(customer.metrics.favourite_unit_id))}
        ${can('purchases:read') ? purchasesCard(page, customer) : nothing} ${timelineCard(page)}
      </div>
      <div class="stack">
        ${can('memberships:read') ? membershipsCard(page, customer) : nothing} ${identitiesCard(page, customer)}
        ${factsCard(page, customer)} ${can('tasks:read') ? tasksCard(page) : nothing}
        ${consentsCard(page)}
      </div>
    </div>`;
}
