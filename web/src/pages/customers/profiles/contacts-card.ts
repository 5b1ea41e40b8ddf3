/** The people one deals with at a business, and the dialog that notes one. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  type Contact,
  changeContact,
  createContact,
  listContacts,
  type NewContact,
} from '../../../api/customers/contacts.ts';
import type { Customer } from '../../../api/customers/profiles.ts';
import { can } from '../../../api/session.ts';
import { actionButton, identityText } from '../../../ui/components.ts';
import { inputField, selectField, textField } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { loaded } from '../../../ui/loading.ts';
import { wordOptions } from '../../../ui/options.ts';
import { t, word } from '../../../ui/text.ts';
import type { CustomerActions, CustomerState } from './detail-state.ts';

/** Persons have no contacts. */
export const hasContacts = ({ kind }: Customer): boolean =>
  ['business', 'dealer', 'public_interest'].includes(kind);

export function contactsCard({ contacts }: CustomerState, actions: CustomerActions): TemplateResult {
  const add = actionButton({
    action: 'customers:write',
    label: t('common.add'),
    describe: t('customer.contact.add'),
    small: true,
    run: () => actions.editContact(undefined),
  });
  const body = loaded(
    contacts,
    (rows) =>
      rows.length === 0
        ? html`<p class="quiet">${t('customer.contacts.empty')}</p>`
        : html`<ul class="list">${rows.map((row) => contactRow(row, actions))}</ul>`,
    1,
  );
  return html`<section class="card" aria-labelledby="contacts-title">
    <div class="card-head">
      <h2 id="contacts-title">${t('customer.contacts')}</h2>
      ${add}
    </div>
    ${body}
  </section>`;
}

function contactRow(contact: Contact, actions: CustomerActions): TemplateResult {
  const { phone, email } = contact;
  const about = [contact.title, contact.leader_kind && word('leader_kind', contact.leader_kind)].filter(
    Boolean,
  );
  return html`<li>
    <span>
      ${contact.name} <span class="tag">${word('contact_function', contact.function)}</span>
      ${about.length > 0 ? html`<br /><small class="quiet">${about.join(' · ')}</small>` : nothing}
      ${phone ? html`<br />${identityText('phone', phone)}` : nothing}
      ${email ? html`<br />${identityText('email', email)}` : nothing}
      ${contact.note ? html`<br /><small class="quiet">${contact.note}</small>` : nothing}
    </span>
    ${
      can('customers:write')
        ? html`<span class="buttons">
            <button
              type="button"
              class="button small"
              aria-label=${t('customer.contact.edit_of', { name: contact.name })}
              @click=${() => actions.editContact(contact)}
            >
              ${t('common.edit')}
            </button>
            <button
              type="button"
              class="button small"
              aria-label=${t('customer.contact.remove_of', { name: contact.name })}
              @click=${() => actions.removeContact(contact)}
            >
              ${t('common.remove')}
            </button>
          </span>`
        : nothing
    }
  </li>`;
}

/** Who is shown phones and e-mails masked changes the rest only. */
export function contactDialog(
  refresh: () => void,
  customer: () => Customer | undefined,
  done: () => void,
): FormDialog<Contact | undefined, Contact> {
  const isMasked = (contact: Contact | undefined) =>
    contact !== undefined && (customer()?.contact_masked ?? false);
  return new FormDialog<Contact | undefined, Contact>(refresh, {
    name: 'contact',
    wide: true,
    title: (contact) => t(contact ? 'customer.contact.edit' : 'customer.contact.add'),
    label: (contact) => t(contact ? 'common.save' : 'common.add'),
    fields: (form, contact) => {
      const reach = html`${inputField(form, 'phone', t('customer.field.phone'), { type: 'tel', value: contact?.phone })}
        ${inputField(form, 'email', t('customer.field.email'), { type: 'email', value: contact?.email })}`;
      return html`${inputField(form, 'name', t('customer.field.name'), { value: contact?.name, required: true, maxlength: 200 })}
        ${selectField(form, 'function', t('customer.contact.function'), wordOptions('contact_function'), { value: contact?.function ?? 'other' })}
        ${inputField(form, 'title', t('customer.contact.title'), { value: contact?.title, maxlength: 100 })}
        ${selectField(form, 'leader_kind', t('customer.field.leader'), wordOptions('leader_kind'), { value: contact?.leader_kind, empty: t('common.optional') })}
        ${isMasked(contact) ? nothing : reach}
        ${textField(form, 'note', t('customer.field.note'), { value: contact?.note, wide: true })}`;
    },
    send: (values, key, contact) => {
      const text = (name: string) => values.text(name) ?? null;
      const reach = isMasked(contact) ? {} : { phone: text('phone'), email: text('email') };
      const body = {
        name: values.text('name') ?? '',
        function: values.text('function') as NonNullable<NewContact['function']>,
        title: text('title'),
        leader_kind: text('leader_kind') as NewContact['leader_kind'] | null,
        note: text('note'),
        ...reach,
      };
      const id = customer()?.id ?? '';
      return contact ? changeContact(id, contact, body) : createContact(id, body, key);
    },
    reload: async (contact) =>
      (await listContacts(customer()?.id ?? '')).find((one) => one.id === contact?.id),
    done,
  });
}
