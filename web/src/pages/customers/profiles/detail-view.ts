/** How one customer looks: head, tier with its reason, figures, purchases, timeline; facts at the side. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Tagged } from '../../../api/client.ts';
import type { Customer } from '../../../api/customers/profiles.ts';
import { can } from '../../../api/session.ts';
import { aside } from '../../../ui/aside.ts';
import { avatar } from '../../../ui/avatar.ts';
import { actionButton, stateBadge, tierBadge, titleBlock } from '../../../ui/components.ts';
import { detailPage } from '../../../ui/detail-page.ts';
import { icon } from '../../../ui/icons.ts';
import { answered } from '../../../ui/loading.ts';
import type { OptionalView } from '../../../ui/page.ts';
import { t, word } from '../../../ui/text.ts';
import { completenessCard } from './completeness-card.ts';
import { contactsCard, hasContacts } from './contacts-card.ts';
import type { CustomerActions, CustomerState } from './detail-state.ts';
import { figuresCard } from './figures-card.ts';
import { lifeCycleCard } from './life-cycle-card.ts';
import { hasLifeTimeValue, lifeTimeValueCard } from './life-time-value-card.ts';
import { neighboursOf } from './list-memory.ts';
import { marketingCard } from './marketing-card.ts';
import { membershipsCard } from './memberships-card.ts';
import { mergesCard } from './merges-card.ts';
import { privacyCard } from './privacy-card.ts';
import { purchasesCard } from './purchases-card.ts';
import { referralsCard } from './referrals-card.ts';
import { consentsCard, factsCard, identitiesCard, tasksCard } from './side-cards.ts';
import { tierCard } from './tier-card.ts';
import { timelineCard } from './timeline-card.ts';

export function customerView(state: CustomerState, actions: CustomerActions): TemplateResult {
  const {
    customer,
    explanation,
    metrics,
    months,
    purchases,
    memberships,
    tasks,
    consents,
    contacts,
    merges,
  } = state;
  const besides = [
    ...[explanation, metrics, months, consents, merges, state.referrals],
    ...(can('purchases:read') ? [purchases.first] : []),
    ...(can('memberships:read') ? [memberships] : []),
    ...(can('tasks:read') ? [tasks] : []),
    ...(can('segments:read') ? [state.segments] : []),
    ...(can('campaigns:read') ? [state.campaigns] : []),
    ...(customer.value && hasContacts(customer.value.value) ? [contacts] : []),
    ...(customer.value && customer.value.value.status !== 'erased' ? [state.lifeCycle] : []),
    ...(customer.value && hasLifeTimeValue(customer.value.value) ? [state.lifeTimeValue] : []),
  ];
  const back = { href: '/customers', label: t('nav.customers') };
  return detailPage(customer, back, (read) => content(state, actions, read), answered(besides));
}

function content(state: CustomerState, actions: CustomerActions, read: Tagged<Customer>): TemplateResult {
  const { value: customer } = read;
  return html`${titleBlock({
    title: customer.status === 'erased' ? t('customer.erased') : customer.name,
    back: { href: '/customers', label: t('nav.customers') },
    before: avatar(customer.name, customer.id, true),
    mark: tierBadge(customer.tier?.class),
    chips: html`<span class="tag">${word('customer_kind', customer.kind)}</span> ${stateBadge('customer_status', customer.status)}
        ${customer.tags.map((tag) => html`<a class="tag" href="/customers?tag=${encodeURIComponent(tag)}">${tag}</a>`)}`,
    // Nothing is written of who was erased.
    ...(customer.status === 'erased' ? {} : { tools: tools(actions, read) }),
  })}
    <div class="main-aside">
      <div class="stack">
        ${customer.tier ? tierCard(state.explanation) : nothing} ${figuresCard(state, customer)}
        ${customer.status === 'erased' ? nothing : lifeCycleCard(state.lifeCycle)}
        ${hasLifeTimeValue(customer) ? lifeTimeValueCard(state.lifeTimeValue) : nothing}
        ${can('purchases:read') ? purchasesCard(state, actions, customer) : nothing} ${timelineCard(state, actions)}
      </div>
      ${aside(html`${can('memberships:read') ? membershipsCard(state, actions, customer) : nothing} ${identitiesCard(actions, customer)}
        ${hasContacts(customer) ? contactsCard(state, actions) : nothing}
        ${completenessCard(customer)} ${factsCard(state, customer)} ${referralsCard(state, customer.id)} ${can('tasks:read') ? tasksCard(state, actions) : nothing}
        ${consentsCard(state, actions)} ${marketingCard(state)} ${mergesCard(state, actions)} ${can('privacy:read') ? privacyCard(state, actions, customer) : nothing}`)}
    </div>`;
}

/** To who stands before and after in the list one came from; the way back still leads to the list. */
function neighbours(actions: CustomerActions, id: string): OptionalView {
  const found = neighboursOf(id);
  if (!found) return nothing;
  const { previous, next } = found;
  return html`<span class="buttons">
    <button type="button" class="button" aria-label=${t('customer.previous')} title=${t('customer.previous')} ?disabled=${!previous} @click=${() => previous && actions.walkTo(previous)}>${icon('back')}</button>
    <button type="button" class="button" aria-label=${t('customer.next')} title=${t('customer.next')} ?disabled=${!next} @click=${async () => actions.walkTo(await next?.())}>${icon('chevron')}</button>
  </span>`;
}

function tools(actions: CustomerActions, read: Tagged<Customer>): TemplateResult {
  return html`${neighbours(actions, read.value.id)} ${actionButton({
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
  ${can('customers:merge') ? html`<a class="button" href="/customers/${read.value.id}/merge">${t('merge.begin')}</a>` : nothing}`;
}
