/** How one customer looks: head, tier with its reason, figures, purchases, timeline; facts at the side. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Tagged } from '../../../api/client.ts';
import type { Customer } from '../../../api/customers/profiles.ts';
import { can } from '../../../api/session.ts';
import { actionButton, stateBadge, tierBadge } from '../../../ui/components.ts';
import { loaded } from '../../../ui/loading.ts';
import { t, word } from '../../../ui/text.ts';
import type { CustomerActions, CustomerState } from './detail-state.ts';
import { figuresCard } from './figures-card.ts';
import { membershipsCard } from './memberships-card.ts';
import { purchasesCard } from './purchases-card.ts';
import { consentsCard, factsCard, identitiesCard, tasksCard } from './side-cards.ts';
import { tierCard } from './tier-card.ts';
import { timelineCard } from './timeline-card.ts';

export function customerView(state: CustomerState, actions: CustomerActions): TemplateResult {
  return html`<div class="page">${loaded(state.customer, (read) => content(state, actions, read), 8)}</div>`;
}

function content(state: CustomerState, actions: CustomerActions, read: Tagged<Customer>): TemplateResult {
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
          run: actions.addInteraction,
        })}
        ${actionButton({
          action: 'customers:write',
          label: t('common.edit'),
          icon: 'edit',
          run: () => actions.edit(read),
        })}
      </div>
    </div>
    <div class="main-aside">
      <div class="stack">
        ${customer.tier ? tierCard(state.explanation) : nothing} ${figuresCard(customer.metrics, state.metrics.value, state.directory.unitName(customer.metrics.favourite_unit_id))}
        ${can('purchases:read') ? purchasesCard(state, actions, customer) : nothing} ${timelineCard(state, actions)}
      </div>
      <div class="stack">
        ${can('memberships:read') ? membershipsCard(state, actions, customer) : nothing} ${identitiesCard(actions, customer)}
        ${factsCard(state, customer)} ${can('tasks:read') ? tasksCard(state, actions) : nothing}
        ${consentsCard(state, actions)}
      </div>
    </div>`;
}
