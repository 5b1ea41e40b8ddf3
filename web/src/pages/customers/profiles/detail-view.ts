/** How one customer looks: head, tier with its reason, figures, purchases, timeline; facts at the side. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Tagged } from '../../../api/client.ts';
import type { Customer } from '../../../api/customers/profiles.ts';
import { can } from '../../../api/session.ts';
import { aside } from '../../../ui/aside.ts';
import { actionButton, stateBadge, tierBadge, titleBlock } from '../../../ui/components.ts';
import { detailPage } from '../../../ui/detail-page.ts';
import { answered } from '../../../ui/loading.ts';
import { t, word } from '../../../ui/text.ts';
import type { CustomerActions, CustomerState } from './detail-state.ts';
import { figuresCard } from './figures-card.ts';
import { membershipsCard } from './memberships-card.ts';
import { purchasesCard } from './purchases-card.ts';
import { consentsCard, factsCard, identitiesCard, tasksCard } from './side-cards.ts';
import { tierCard } from './tier-card.ts';
import { timelineCard } from './timeline-card.ts';

export function customerView(state: CustomerState, actions: CustomerActions): TemplateResult {
  const { customer, explanation, metrics, purchases, memberships, tasks, consents } = state;
  const besides = [
    ...[explanation, metrics, consents],
    ...(can('purchases:read') ? [purchases.first] : []),
    ...(can('memberships:read') ? [memberships] : []),
    ...(can('tasks:read') ? [tasks] : []),
  ];
  const back = { href: '/customers', label: t('nav.customers') };
  return detailPage(customer, back, (read) => content(state, actions, read), answered(besides));
}

function content(state: CustomerState, actions: CustomerActions, read: Tagged<Customer>): TemplateResult {
  const { value: customer } = read;
  return html`${titleBlock({
    title: customer.name,
    back: { href: '/customers', label: t('nav.customers') },
    mark: tierBadge(customer.tier?.class),
    chips: html`<span class="tag">${word('customer_kind', customer.kind)}</span> ${stateBadge('customer_status', customer.status)}
        ${customer.tags.map((tag) => html`<a class="tag" href="/customers?tag=${encodeURIComponent(tag)}">${tag}</a>`)}`,
    tools: html`${actionButton({
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
        })}`,
  })}
    <div class="main-aside">
      <div class="stack">
        ${customer.tier ? tierCard(state.explanation) : nothing} ${figuresCard(customer.metrics, state.metrics.value, state.directory.unitName(customer.metrics.favourite_unit_id))}
        ${can('purchases:read') ? purchasesCard(state, actions, customer) : nothing} ${timelineCard(state, actions)}
      </div>
      ${aside(html`${can('memberships:read') ? membershipsCard(state, actions, customer) : nothing} ${identitiesCard(actions, customer)}
        ${factsCard(state, customer)} ${can('tasks:read') ? tasksCard(state, actions) : nothing}
        ${consentsCard(state, actions)}`)}
    </div>`;
}
