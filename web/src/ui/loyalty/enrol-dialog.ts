/** The dialog that makes a customer a member: of a customer that is known, or of one that is looked for. */
import { html, nothing } from 'lit';
import type { Customer } from '../../api/customers/profiles.ts';
import { enrolMember, type Membership } from '../../api/loyalty/memberships.ts';
import type { Programme } from '../../api/loyalty/programmes.ts';
import type { CounterKey } from '../../models/loyalty/counter-key.ts';
import { inputField, selectField } from '../fields.ts';
import { findCustomer } from '../find-customer.ts';
import { FormDialog } from '../form-dialog.ts';
import { t } from '../text.ts';

/** Whom it is about, at the counter with what they said; undefined to ask. */
export type Enrolled =
  | (Pick<Customer, 'id' | 'name'> & {
      readonly identities: readonly { kind: string; value: string }[];
      readonly said?: CounterKey;
    })
  | undefined;

export function enrolDialog(
  refresh: () => void,
  programmes: () => readonly Programme[],
  done: (membership: Membership) => void,
): FormDialog<Enrolled, Membership> {
  return new FormDialog<Enrolled, Membership>(refresh, {
    name: 'enrol',
    title: (customer) =>
      customer ? t('memberships.enrol_of', { name: customer.name }) : t('memberships.enrol'),
    label: () => t('memberships.enrol'),
    fields: (form, customer) => {
      const open = programmes().filter((one) => one.state === 'active');
      const choices = open.map((one) => ({ value: one.id, label: one.name }));
      const said = customer?.said;
      // Who is at the counter is shown masked.
      const card = said
        ? 'card' in said
          ? said.card
          : undefined
        : customer?.identities.find((one) => one.kind === 'card')?.value;
      return html`${
        customer
          ? nothing
          : inputField(form, 'customer_id', t('memberships.enrol.customer'), {
              required: true,
              autofocus: true,
              hint: t('memberships.enrol.customer.hint'),
            })
      }
      ${selectField(form, 'programme_id', t('memberships.programme'), choices, { value: open[0]?.id, required: true })}
      ${inputField(form, 'card', t('memberships.card'), { value: card, required: true, maxlength: 40, hint: t('memberships.card.hint') })}`;
    },
    send: async (values, key, customer) =>
      enrolMember(
        {
          ...(customer?.said
            ? { customer: customer.said }
            : { customer_id: customer?.id ?? (await findCustomer(values)) }),
          programme_id: values.text('programme_id') ?? '',
          card: values.text('card') ?? '',
        },
        key,
      ),
    done,
  });
}
