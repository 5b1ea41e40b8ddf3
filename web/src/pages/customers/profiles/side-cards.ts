/** What stands beside the story of a customer: how to reach, who it is, what is to do, what was agreed to. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Consent, Customer } from '../../../api/customers/profiles.ts';
import type { Task } from '../../../api/service/tasks.ts';
import { can } from '../../../api/session.ts';
import { birthdayText } from '../../../models/customers/profile.ts';
import { actionButton, dueDay, fact, identityText, moment } from '../../../ui/components.ts';
import { loaded } from '../../../ui/loading.ts';
import { type TextKey, t, word } from '../../../ui/text.ts';
import { attributeFacts } from './attribute-fields.ts';
import type { CustomerActions, CustomerState } from './detail-state.ts';

function card(
  id: string,
  title: TextKey,
  add: TemplateResult | typeof nothing,
  body: TemplateResult,
): TemplateResult {
  return html`<section class="card" aria-labelledby=${id}>
    <div class="card-head">
      <h2 id=${id}>${t(title)}</h2>
      ${add}
    </div>
    ${body}
  </section>`;
}

export function identitiesCard(actions: CustomerActions, customer: Customer): TemplateResult {
  const add = customer.contact_masked
    ? actionButton({
        action: 'customers:reveal',
        label: t('customer.reveal'),
        small: true,
        run: () => actions.reveal(customer),
      })
    : actionButton({
        action: 'customers:write',
        label: t('common.add'),
        describe: t('customer.identity.add'),
        small: true,
        run: () => actions.addIdentity(),
      });
  const row = (identity: Customer['identities'][number]) => html`<li>
    <span>
      <small class="quiet">${word('identity_kind', identity.kind)}${identity.partner ? ` · ${identity.partner}` : ''}</small><br />
      ${identityText(identity.kind, identity.value)}
    </span>
    ${
      can('customers:write')
        ? html`<button
            type="button"
            class="button small"
            aria-label=${t('customer.identity.remove_of', { value: identity.value })}
            @click=${() => actions.removeIdentity(identity)}
          >
            ${t('common.remove')}
          </button>`
        : nothing
    }
  </li>`;
  const body =
    customer.identities.length === 0
      ? html`<p class="quiet">${t('customer.identities.empty')}</p>`
      : html`<ul class="list">${customer.identities.map(row)}</ul>`;
  return card('identities-title', 'customer.identities', add, body);
}

export function factsCard({ directory }: CustomerState, customer: Customer): TemplateResult {
  const { birthday } = customer;
  const born = birthday
    ? t('common.with_sign', { label: birthdayText(birthday), sign: word('calendar', birthday.calendar) })
    : '';
  return card(
    'facts-title',
    'customer.facts',
    nothing,
    html`<dl class="facts">
      ${fact(t('customer.field.gender'), word('gender', customer.gender))}
      ${fact(t('customer.field.birthday'), born)}
      ${fact(t('customer.field.language'), word('language', customer.language))}
      ${fact(t('customer.field.city'), customer.city)} ${fact(t('customer.field.address'), customer.address)}
      ${fact(t('customer.field.occupation'), customer.occupation)}
      ${fact(t('customer.field.source'), word('source', customer.source))}
      ${fact(t('customer.field.referrer'), customer.referrer_id ? html`<a href="/customers/${customer.referrer_id}">${t('customer.field.referrer.open')}</a>` : '')}
      ${fact(t('customer.field.home_unit'), directory.unitName(customer.home_unit_id))}
      ${fact(t('customer.field.owner'), directory.userName(customer.owner_id))}
      ${fact(t('customer.field.leader'), word('leader_kind', customer.leader_kind))}
      ${attributeFacts(directory.attributes, customer)}
      ${fact(t('customer.field.note'), customer.note)} ${fact(t('common.created'), moment(customer.created_at))}
    </dl>`,
  );
}

export function tasksCard({ tasks }: CustomerState, actions: CustomerActions): TemplateResult {
  const add = actionButton({
    action: 'tasks:write',
    label: t('common.add'),
    describe: t('customer.task.add'),
    small: true,
    run: () => actions.addTask(),
  });
  const row = (task: Task) => html`<li>
    <span>
      ${task.title}<br /><small class="quiet">${word('task_state', task.state)}</small>
      ${task.due_on && task.state === 'open' ? dueDay(task.due_on) : nothing}
    </span>
    ${
      task.state === 'open' && can('tasks:write')
        ? html`<button
            type="button"
            class="button small"
            aria-label=${t('home.task.done_of', { title: task.title })}
            @click=${() => actions.finishTask(task)}
          >
            ${t('home.task.done')}
          </button>`
        : nothing
    }
  </li>`;
  const body = loaded(
    tasks,
    (rows) =>
      rows.length === 0
        ? html`<p class="quiet">${t('home.tasks.empty')}</p>`
        : html`<ul class="list">${rows.map(row)}</ul>`,
    1,
  );
  return card('tasks-title', 'customer.tasks', add, body);
}

export function consentsCard({ consents }: CustomerState, actions: CustomerActions): TemplateResult {
  const add = actionButton({
    action: 'customers:write',
    label: t('common.add'),
    describe: t('customer.consent.add'),
    small: true,
    run: () => actions.addConsent(),
  });
  const row = (consent: Consent) => html`<li>
    <span>
      ${word('consent_channel', consent.channel)}<br /><small class="quiet">${moment(consent.at)} · ${consent.source}</small>
    </span>
    <span class="state" data-state=${consent.granted ? 'granted' : 'refused'}>
      ${consent.granted ? t('customer.consent.granted') : t('customer.consent.refused')}
    </span>
  </li>`;
  const body = loaded(
    consents,
    (rows) =>
      rows.length === 0
        ? html`<p class="quiet">${t('customer.consents.empty')}</p>`
        : html`<ul class="list">${rows.map(row)}</ul>`,
    2,
  );
  return card('consents-title', 'customer.consents', add, body);
}
