/** The rights of one person: what is held on them as an archive, and erasing them. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  type DataExport,
  type Erasure,
  eraseCustomer,
  revealContact,
} from '../../../api/customers/privacy.ts';
import type { Customer } from '../../../api/customers/profiles.ts';
import { confirms, removedKinds } from '../../../models/customers/privacy.ts';
import { formatBytes } from '../../../models/format.ts';
import { actionButton, day, moment, number, stateBadge } from '../../../ui/components.ts';
import { inputField } from '../../../ui/fields.ts';
import { FieldErrors } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { loaded } from '../../../ui/loading.ts';
import { language, t, word } from '../../../ui/text.ts';
import type { CustomerActions, CustomerState } from './detail-state.ts';

export function privacyCard(
  state: CustomerState,
  actions: CustomerActions,
  customer: Customer,
): TemplateResult {
  return html`<section class="card" aria-labelledby="privacy-title">
    <div class="card-head"><h2 id="privacy-title">${t('privacy.title')}</h2></div>
    ${
      customer.status === 'erased'
        ? loaded(
            state.erasure,
            (erasure) => (erasure ? receipt(erasure) : html`<p class="quiet">${t('privacy.no_receipt')}</p>`),
            2,
          )
        : rights(state, actions, customer)
    }
  </section>`;
}

function rights(state: CustomerState, actions: CustomerActions, customer: Customer): TemplateResult {
  const archives = loaded(
    state.dataExports,
    (rows) =>
      rows.length === 0
        ? html`<p class="quiet">${t('privacy.exports.none')}</p>`
        : html`<ul class="list">${rows.map((row) => archive(row, actions))}</ul>`,
    1,
  );
  return html`${archives}
    <div class="buttons">
      ${actionButton({
        action: 'privacy:write',
        label: t('privacy.export'),
        icon: 'download',
        small: true,
        run: actions.exportData,
      })}
      ${actionButton({
        action: 'privacy:write',
        label: t('privacy.erase'),
        danger: true,
        small: true,
        run: () => actions.erase(customer),
      })}
    </div>`;
}

function archive(row: DataExport, actions: CustomerActions): TemplateResult {
  const size = row.bytes === null || row.bytes === undefined ? '' : formatBytes(row.bytes, language());
  const made = moment(row.finished_at ?? row.requested_at);
  return html`<li>
    <span>
      ${made} <small class="quiet">${size}</small><br />
      <small class="quiet">${row.state === 'ready' ? t('privacy.exports.until', { day: day(row.expires_at.slice(0, 10)) }) : word('data_export_state', row.state)}</small>
    </span>
    ${
      row.state === 'ready'
        ? actionButton({
            action: 'privacy:write',
            label: t('privacy.exports.download'),
            describe: made,
            small: true,
            run: () => actions.downloadData(row),
          })
        : nothing
    }
  </li>`;
}

/** The receipt of an erasure: it names nobody. */
export function receipt(erasure: Erasure): TemplateResult {
  const kinds = removedKinds(erasure.removed);
  return html`<p>${stateBadge('erasure_state', erasure.state)} ${moment(erasure.erased_at)}</p>
    <p>${erasure.reason}</p>
    ${
      kinds.length === 0
        ? nothing
        : html`<details>
            <summary>${t('privacy.removed')}</summary>
            <ul class="plain">
              ${kinds.map(([kind, count]) => html`<li>${word('erased_kind', kind)}: ${number(count)}</li>`)}
            </ul>
          </details>`
    }`;
}

/** Erasing cannot be undone: the name is typed once more. */
export function eraseDialog(refresh: () => void, done: () => void): FormDialog<Customer, Erasure> {
  return new FormDialog<Customer, Erasure>(refresh, {
    name: 'erase-customer',
    title: () => t('privacy.erase'),
    label: () => t('privacy.erase.do'),
    fields: (
      form,
      customer,
    ) => html`<div class="note warn field wide"><p>${t('privacy.erase.detail')}</p></div>
      ${inputField(form, 'reason', t('privacy.erase.reason'), { required: true, wide: true, maxlength: 300, hint: t('privacy.erase.reason.hint') })}
      ${inputField(form, 'confirmation', t('privacy.erase.confirm', { name: customer.name }), { required: true, wide: true })}`,
    send: (values, key, customer) => {
      if (!confirms(values.text('confirmation'), customer.name)) {
        throw new FieldErrors({ confirmation: t('privacy.erase.other_name') });
      }
      return eraseCustomer(customer.id, values.text('reason') ?? '', key);
    },
    done,
  });
}

/** How a customer is reached. */
export type Contact = Awaited<ReturnType<typeof revealContact>>;

/** What is masked is shown for a reason. */
export function revealDialog(
  refresh: () => void,
  done: (contact: Contact) => void,
): FormDialog<Customer, Contact> {
  return new FormDialog<Customer, Contact>(refresh, {
    name: 'reveal-contact',
    title: () => t('customer.reveal'),
    label: () => t('customer.reveal'),
    fields: (form) => html`<p class="field wide">${t('customer.reveal.detail')}</p>
      ${inputField(form, 'reason', t('customer.reveal.reason'), { required: true, wide: true, maxlength: 300 })}`,
    send: (values, key, customer) => revealContact(customer.id, values.text('reason') ?? '', key),
    done,
  });
}
