/** Everything one can add to or change about a customer. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Tagged } from '../../../api/client.ts';
import type { Competitor } from '../../../api/customers/competitors.ts';
import type { Contact as CustomerContact } from '../../../api/customers/contacts.ts';
import type { Erasure } from '../../../api/customers/privacy.ts';
import {
  addConsent,
  addIdentity,
  addInteraction,
  type Consent,
  type Customer,
  changeCustomer,
  type NewConsent,
  type NewIdentity,
  type NewInteraction,
  readCustomer,
} from '../../../api/customers/profiles.ts';
import type { Membership } from '../../../api/loyalty/memberships.ts';
import type { Purchase } from '../../../api/sales/purchases.ts';
import { createTask, type Task } from '../../../api/service/tasks.ts';
import { inputField, selectField, textField } from '../../../ui/fields.ts';
import type { Form } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { type Enrolled, enrolDialog } from '../../../ui/loyalty/enrol-dialog.ts';
import { wordOptions } from '../../../ui/options.ts';
import { pickField } from '../../../ui/picker.ts';
import { t } from '../../../ui/text.ts';
import { contactDialog } from './contacts-card.ts';
import type { CustomerState } from './detail-state.ts';
import { type Contact, eraseDialog, revealDialog } from './privacy-card.ts';
import { profileFields, readProfile } from './profile-fields.ts';
import { PurchaseForm } from './purchase-form.ts';
import { readReferrer, referrerFields } from './referrals-card.ts';
import { refundDialog } from './refund.ts';

export interface CustomerDialogs {
  edit: FormDialog<Tagged<Customer>, Tagged<Customer>>;
  identity: FormDialog<undefined, unknown>;
  consent: FormDialog<undefined, Consent>;
  interaction: FormDialog<undefined, unknown>;
  task: FormDialog<undefined, Task>;
  purchase: PurchaseForm;
  refund: FormDialog<Purchase, unknown>;
  enrol: FormDialog<Enrolled, Membership>;
  erase: FormDialog<Customer, Erasure>;
  contact: FormDialog<CustomerContact | undefined, CustomerContact>;
  reveal: FormDialog<Customer, Contact>;
}

/** The customer the dialogs are about, and what follows when one was sent. */
interface DialogContext {
  readonly id: () => string;
  readonly state: CustomerState;
  readonly refresh: () => void;
  readonly saved: () => void;
  /** How the customer is reached is known now. */
  readonly revealed: (contact: Contact) => void;
}

export function customerDialogs(context: DialogContext): CustomerDialogs {
  const { state, refresh, saved } = context;
  return {
    edit: editDialog(context),
    identity: identityDialog(context),
    consent: consentDialog(context),
    interaction: interactionDialog(context),
    task: taskDialog(context),
    purchase: new PurchaseForm(state.directory, refresh, saved),
    refund: refundDialog(refresh, state.directory, saved),
    enrol: enrolDialog(refresh, () => state.programmes, saved),
    erase: eraseDialog(refresh, saved),
    contact: contactDialog(refresh, () => state.customer.value?.value, saved),
    reveal: revealDialog(refresh, context.revealed),
  };
}

function editDialog({ state: { directory }, refresh, saved }: DialogContext) {
  return new FormDialog<Tagged<Customer>, Tagged<Customer>>(refresh, {
    name: 'edit-customer',
    wide: true,
    title: () => t('customer.edit'),
    fields: (
      form,
      { value },
    ) => html`${inputField(form, 'name', t('customer.field.name'), { value: value.name, required: true })}
      ${
        directory.users.length > 0
          ? pickField(
              form,
              'owner_id',
              t('customer.field.owner'),
              directory.users.map((user) => ({ value: user.id, label: user.name })),
              { value: value.owner_id, empty: t('common.none') },
            )
          : nothing
      }
      ${referrerFields(form, value)} ${profileFields(form, directory, value.kind, value)}`,
    send: async (values, _key, { tag, value }) =>
      changeCustomer(value.id, tag, {
        ...(await readReferrer(values)),
        ...readProfile(values, directory.attributes, value.kind),
        ...(directory.users.length > 0 ? { owner_id: values.text('owner_id') ?? null } : {}),
        name: values.text('name') ?? '',
      }),
    reload: ({ value }) => readCustomer(value.id),
    done: saved,
  });
}

function identityDialog({ id, refresh, saved }: DialogContext) {
  return new FormDialog<undefined, unknown>(refresh, {
    name: 'new-identity',
    title: () => t('customer.identity.add'),
    label: () => t('common.add'),
    fields: (
      form,
    ) => html`${selectField(form, 'kind', t('customer.identity.kind'), wordOptions('identity_kind'), { value: 'phone' })}
      ${inputField(form, 'value', t('customer.identity.value'), { required: true })}
      ${inputField(form, 'partner', t('customer.identity.partner'), { hint: t('customer.identity.partner.hint') })}`,
    send: (values, key) =>
      addIdentity(
        id(),
        {
          kind: values.text('kind') as NewIdentity['kind'],
          value: values.text('value') ?? '',
          partner: values.text('partner'),
        },
        key,
      ),
    done: saved,
  });
}

function consentDialog({ id, refresh, saved }: DialogContext) {
  return new FormDialog<undefined, Consent>(refresh, {
    name: 'new-consent',
    title: () => t('customer.consent.add'),
    label: () => t('common.add'),
    fields: (
      form,
    ) => html`${selectField(form, 'channel', t('customer.consent.channel'), wordOptions('consent_channel'))}
      ${selectField(form, 'granted', t('customer.consent.decision'), [
        { value: 'true', label: t('customer.consent.granted') },
        { value: 'false', label: t('customer.consent.refused') },
      ])}
      ${inputField(form, 'source', t('customer.consent.source'), { required: true, hint: t('customer.consent.source.hint') })}
      ${inputField(form, 'wording_version', t('customer.consent.wording'), { required: true, hint: t('customer.consent.wording.hint') })}`,
    send: (values, key) =>
      addConsent(
        id(),
        {
          channel: values.text('channel') as NewConsent['channel'],
          granted: values.text('granted') === 'true',
          source: values.text('source') ?? '',
          wording_version: values.text('wording_version') ?? '',
        },
        key,
      ),
    done: saved,
  });
}

/** One of the register, or another one in words. */
function competitorFields(form: Form, competitors: readonly Competitor[]): TemplateResult {
  const choices = competitors
    .filter(({ archived }) => !archived)
    .map(({ id, name }) => ({ value: id, label: name }));
  const label = t('customer.interaction.competitor');
  if (choices.length === 0) return inputField(form, 'competitor', label);
  return html`${pickField(form, 'competitor_id', label, choices, { empty: t('common.none') })}
    ${inputField(form, 'competitor', t('customer.interaction.competitor.other'), { hint: t('customer.interaction.competitor.other.hint') })}`;
}

function interactionDialog({ id, state, refresh, saved }: DialogContext) {
  return new FormDialog<undefined, unknown>(refresh, {
    name: 'new-interaction',
    wide: true,
    title: () => t('customer.interaction.add'),
    label: () => t('common.add'),
    fields: (
      form,
    ) => html`${selectField(form, 'kind', t('customer.interaction.kind'), wordOptions('interaction_kind'))}
      ${selectField(form, 'direction', t('customer.interaction.direction'), wordOptions('direction'), { value: 'out' })}
      ${textField(form, 'text', t('customer.interaction.text'), { required: true, wide: true })}
      ${inputField(form, 'outcome', t('customer.interaction.outcome'))}
      ${inputField(form, 'follow_up_on', t('customer.interaction.follow_up'), { type: 'date' })}
      ${competitorFields(form, state.directory.competitors)}
      ${inputField(form, 'wish', t('customer.interaction.wish'), { hint: t('customer.interaction.wish.hint') })}`,
    send: (values, key) =>
      addInteraction(
        id(),
        {
          kind: values.text('kind') as NewInteraction['kind'],
          direction: values.text('direction') as NewInteraction['direction'],
          text: values.text('text'),
          outcome: values.text('outcome'),
          follow_up_on: values.text('follow_up_on'),
          competitor_id: values.text('competitor_id'),
          competitor: values.text('competitor'),
          wish: values.text('wish'),
          occurred_at: new Date().toISOString(),
        },
        key,
      ),
    done: saved,
  });
}

function taskDialog({ id, refresh, saved }: DialogContext) {
  return new FormDialog<undefined, Task>(refresh, {
    name: 'new-task',
    title: () => t('customer.task.add'),
    label: () => t('common.add'),
    fields: (
      form,
    ) => html`${inputField(form, 'title', t('customer.task.title'), { required: true, wide: true })}
      ${inputField(form, 'due_on', t('customer.task.due'), { type: 'date' })}`,
    send: (values, key) =>
      createTask(
        { title: values.text('title') ?? '', customer_id: id(), due_on: values.text('due_on') },
        key,
      ),
    done: saved,
  });
}
