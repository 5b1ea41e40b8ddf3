/** The dialog that creates a customer. */
import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { Attribute } from '../../../api/customers/attributes.ts';
import { createCustomer, type NewCustomer } from '../../../api/customers/profiles.ts';
import { ProblemError } from '../../../api/problem.ts';
import { draft, draftNote } from '../../../ui/draft.ts';
import { formButtons, formProblem, inputField, selectField } from '../../../ui/fields.ts';
import { Form, type FormValues } from '../../../ui/form.ts';
import { dialog } from '../../../ui/modal.ts';
import { announce } from '../../../ui/notices.ts';
import { wordOptions } from '../../../ui/options.ts';
import { t } from '../../../ui/text.ts';
import { type ProfileLookUps, profileFields, readProfile } from './profile-fields.ts';
import { readReferrer, referrerFields } from './referrals-card.ts';

export class NewCustomerDialog {
  private form: Form | undefined;
  private kind = 'consumer';

  constructor(
    private readonly refresh: () => void,
    private readonly lookUps: () => ProfileLookUps,
    private readonly go: (href: string) => void,
  ) {}

  show(): void {
    this.form = new Form('new-customer', this.refresh);
    this.kind = 'consumer';
    this.refresh();
  }

  private cancel = (): void => {
    this.form?.draft?.discard();
    this.close();
  };

  private close = (): void => {
    this.form = undefined;
    this.refresh();
  };

  /** Each kind has attributes of its own. */
  private chooseKind = (kind: string): void => {
    this.kind = kind;
    this.refresh();
  };

  private send = async (event: SubmitEvent): Promise<void> => {
    const customer = await this.form?.submit(event, async (values, key) => {
      const { referrer_id = null } = await readReferrer(values);
      return createCustomer({ ...newCustomer(values, this.lookUps().attributes), referrer_id }, key);
    });
    if (!customer) return;
    announce(t('customer.created', { name: customer.name }));
    this.close();
    this.go(`/customers/${customer.id}`);
  };

  view(): TemplateResult | typeof nothing {
    const { form } = this;
    if (!form) return nothing;
    const kinds = wordOptions('customer_kind');
    const existing = existingCustomer(form.failure);
    return dialog({
      title: t('customers.new'),
      close: this.close,
      wide: true,
      body: html`${keyed(
        form,
        html`<form class="form" novalidate @submit=${this.send} ${draft(form)}>
        ${formProblem(form)} ${draftNote(form, () => this.show())}
        ${existing ? html`<p><a href="/customers/${existing}" @click=${() => form.draft?.discard()}>${t('customer.open_existing')}</a></p>` : nothing}
        ${inputField(form, 'name', t('customer.field.name'), { required: true, autofocus: true, maxlength: 200 })}
        ${selectField(form, 'kind', t('customer.field.kind'), kinds, { value: this.kind, onChange: this.chooseKind })}
        ${inputField(form, 'phone', t('customer.field.phone'), { type: 'tel', hint: t('customer.field.phone.hint') })}
        ${inputField(form, 'email', t('customer.field.email'), { type: 'email' })}
        ${inputField(form, 'card', t('customer.field.card'))}
        ${referrerFields(form)}
        <details>
          <summary>${t('customer.more_fields')}</summary>
          <div class="form">${profileFields(form, this.lookUps(), this.kind)}</div>
        </details>
        ${formButtons(form, t('common.create'), this.cancel)}
      </form>`,
      )}`,
    });
  }
}

function newCustomer(values: FormValues, attributes: readonly Attribute[]): NewCustomer {
  const kind = values.text('kind') ?? 'consumer';
  const { attributes: read = {}, ...profile } = readProfile(values, attributes, kind);
  return {
    ...(given(profile) as Partial<NewCustomer>),
    attributes: given(read) as NonNullable<NewCustomer['attributes']>,
    name: values.text('name') ?? '',
    kind: kind as NewCustomer['kind'],
    phone: values.text('phone'),
    email: values.text('email'),
    card: values.text('card'),
  };
}

/** Without what is empty. */
const given = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** A conflict of identities names the customer who has it. */
function existingCustomer(failure: unknown): string | undefined {
  if (!(failure instanceof ProblemError) || failure.status !== 409) return undefined;
  return /cus_[0-9a-z]{26}/i.exec(JSON.stringify(failure.problem))?.[0];
}
