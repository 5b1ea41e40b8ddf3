/** What can be done at the counter for anybody of the chain: record a purchase, enrol, and make a new customer. */
import { html, type TemplateResult } from 'lit';
import { type CounterCustomer, type Customer, createCustomer } from '../api/customers/profiles.ts';
import type { Membership } from '../api/loyalty/memberships.ts';
import { allProgrammes, type Programme } from '../api/loyalty/programmes.ts';
import type { RecordedPurchase } from '../api/sales/purchases.ts';
import { can, me } from '../api/session.ts';
import type { CounterKey } from '../models/loyalty/counter-key.ts';
import { PurchaseForm } from '../pages/customers/profiles/purchase-form.ts';
import { Directory } from '../ui/directory.ts';
import { inputField } from '../ui/fields.ts';
import { FormDialog } from '../ui/form-dialog.ts';
import { type Enrolled, enrolDialog } from '../ui/loyalty/enrol-dialog.ts';
import { t } from '../ui/text.ts';

/** What follows when one was sent. */
interface Done {
  readonly bought: (made: RecordedPurchase) => void;
  readonly enrolled: (made: Membership) => void;
  readonly created: (key: CounterKey) => void;
}

export class CounterDialogs {
  private programmes: readonly Programme[] = [];
  private readonly purchase: PurchaseForm;
  private readonly joining: FormDialog<Enrolled, Membership>;
  private readonly customer: FormDialog<CounterKey, Customer>;

  constructor(
    private readonly refresh: () => void,
    done: Done,
  ) {
    this.purchase = new PurchaseForm(new Directory(refresh, ['units']), refresh, done.bought);
    this.joining = enrolDialog(refresh, () => this.programmes, done.enrolled);
    this.customer = newCustomerDialog(refresh, done.created);
    if (can('programmes:read')) void this.loadProgrammes();
  }

  private async loadProgrammes(): Promise<void> {
    const found = await allProgrammes().catch(() => []);
    this.programmes = found.filter((one) => one.state === 'active');
    this.refresh();
  }

  /** Whether there is a programme that the customer is not in. */
  canJoin({ memberships }: CounterCustomer): boolean {
    const held = memberships.filter((one) => one.state !== 'closed').map((one) => one.programme_id);
    return this.programmes.some((one) => !held.includes(one.id));
  }

  /** In one's own shop, not where the customer is at home. */
  record({ id }: CounterCustomer): void {
    const [own] = me()?.assignments ?? [];
    this.purchase.show({ id, home_unit_id: own?.unit_id ?? null });
  }

  enrol({ id, name, identities }: CounterCustomer, said: CounterKey): void {
    this.joining.show({ id, name, identities, said });
  }

  create(key: CounterKey): void {
    this.customer.show(key);
  }

  view(): TemplateResult {
    return html`${this.purchase.view()} ${this.joining.view()} ${this.customer.view()}`;
  }
}

/** A name is enough; the number is the one that was looked for. */
function newCustomerDialog(
  refresh: () => void,
  created: (key: CounterKey) => void,
): FormDialog<CounterKey, Customer> {
  return new FormDialog<CounterKey, Customer>(refresh, {
    name: 'counter-customer',
    title: () => t('counter.new.title'),
    label: () => t('common.create'),
    fields: (
      form,
      key,
    ) => html`${inputField(form, 'name', t('customer.field.name'), { required: true, autofocus: true, maxlength: 200 })}
      ${
        'phone' in key
          ? inputField(form, 'phone', t('customer.field.phone'), {
              value: key.phone,
              type: 'tel',
              required: true,
            })
          : inputField(form, 'card', t('customer.field.card'), { value: key.card, required: true })
      }`,
    send: (values, idempotency) =>
      createCustomer(
        { name: values.text('name') ?? '', phone: values.text('phone'), card: values.text('card') },
        idempotency,
      ),
    done: (_, key) => created(key),
  });
}
