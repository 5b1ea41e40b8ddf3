/** A purchase recorded by hand: where, when, and its lines with what they come to. */

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { allProducts, type Product } from '../../../api/catalogue/products.ts';
import type { Customer } from '../../../api/customers/profiles.ts';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import { type NewPurchase, type RecordedPurchase, recordPurchase } from '../../../api/sales/purchases.ts';
import { can } from '../../../api/session.ts';
import { isoOf, localOf } from '../../../models/local-time.ts';
import { lineAmount, type TypedLine, totalAmount } from '../../../models/sales/purchase-lines.ts';
import { amountLabel, money } from '../../../ui/components.ts';
import type { Directory } from '../../../ui/directory.ts';
import { inputField, selectField } from '../../../ui/fields.ts';
import { FieldErrors, type Form, FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { unitOptions, wordOptions } from '../../../ui/options.ts';
import { pickField } from '../../../ui/picker.ts';
import { t } from '../../../ui/text.ts';

/** Who buys, and where the purchase most likely was. */
export type Buyer = Pick<Customer, 'id' | 'home_unit_id'>;

export class PurchaseForm {
  private readonly dialog: FormDialog<Buyer, RecordedPurchase>;
  private products: Product[] = [];
  private currency = 'CNY';
  /** A key for each line. */
  private lines: number[] = [];
  private made = 0;
  private sum: number | undefined;
  /** When the dialog was opened, as its control holds it. */
  private opened = '';

  constructor(
    private readonly directory: Directory,
    private readonly refresh: () => void,
    saved: (made: RecordedPurchase) => void,
  ) {
    this.dialog = new FormDialog<Buyer, RecordedPurchase>(refresh, {
      name: 'purchase',
      wide: true,
      title: () => t('purchase.record'),
      label: () => t('purchase.record'),
      fields: this.fields,
      send: (values, key, customer) => recordPurchase(this.body(values, customer), key),
      done: saved,
    });
  }

  show(customer: Buyer): void {
    this.lines = [this.made++];
    this.sum = undefined;
    this.opened = localOf(new Date().toISOString());
    this.dialog.show(customer);
    void this.lookUps();
  }

  view(): TemplateResult | typeof nothing {
    return this.dialog.view();
  }

  private async lookUps(): Promise<void> {
    this.currency = await organisationCurrency();
    const products = can('products:read') ? await allProducts().catch(() => []) : [];
    this.products = products.filter((product) => product.state === 'active');
    this.refresh();
  }

  private add = (): void => {
    this.lines = [...this.lines, this.made++];
    this.refresh();
  };

  private remove(key: number): void {
    this.lines = this.lines.filter((line) => line !== key);
    this.refresh();
  }

  private fields = (form: Form, customer: Buyer): TemplateResult => {
    const count = (event: Event) => {
      const element = (event.currentTarget as HTMLElement).closest('form');
      if (!element) return;
      // When a line that was added or removed is drawn.
      requestAnimationFrame(() => {
        this.sum = totalAmount(this.typed(new FormValues(new FormData(element))), this.currency);
        this.refresh();
      });
    };
    const sum = this.sum === undefined ? '–' : money({ amount: this.sum, currency: this.currency });
    return html`${pickField(form, 'unit_id', t('purchase.unit'), unitOptions(this.directory.units), { value: customer.home_unit_id, empty: t('common.none') })}
      ${inputField(form, 'occurred_at', t('purchase.occurred'), { type: 'datetime-local', value: this.opened, required: true })}
      ${selectField(form, 'channel', t('purchase.channel'), wordOptions('channel'), { value: 'in_store' })}
      <div class="field wide" @input=${count} @click=${count}>
        ${repeat(
          this.lines,
          (key) => key,
          (key, at) => this.line(form, key, at),
        )}
        <div class="buttons">
          <button type="button" class="button small" @click=${this.add}>${t('purchase.add_line')}</button>
        </div>
      </div>
      <p class="field wide">${t('purchase.total')} <strong><output>${sum}</output></strong></p>`;
  };

  private line(form: Form, key: number, at: number): TemplateResult {
    const products = this.products.map((product) => ({
      value: product.id,
      label: [product.name, money(product.unit_price)].filter(Boolean).join(' · '),
    }));
    return html`<fieldset class="field wide">
      <legend>${t('purchase.line', { count: at + 1 })}</legend>
      <div class="form">
        ${pickField(form, `lines/${at}/product_id`, t('purchase.product'), products, { empty: t('purchase.product.other') })}
        ${inputField(form, `lines/${at}/description`, t('purchase.description'), { maxlength: 200 })}
        ${inputField(form, `lines/${at}/quantity`, t('purchase.quantity'), { value: '1', inputmode: 'decimal', required: true })}
        ${inputField(form, `lines/${at}/amount`, amountLabel(t('purchase.amount'), this.currency), { inputmode: 'decimal', hint: t('purchase.amount.hint') })}
      </div>
      ${
        this.lines.length > 1
          ? html`<div class="buttons"><button type="button" class="button small" @click=${() => this.remove(key)}>${t('common.remove')}</button></div>`
          : nothing
      }
    </fieldset>`;
  }

  /** The lines as they stand in the form. */
  private typed(values: FormValues): TypedLine[] {
    return this.lines.map((_, at) => ({
      quantity: values.text(`lines/${at}/quantity`),
      amount: values.text(`lines/${at}/amount`),
      price: this.product(values, at)?.unit_price,
    }));
  }

  private product(values: FormValues, at: number): Product | undefined {
    return this.products.find((product) => product.id === values.text(`lines/${at}/product_id`));
  }

  private body(values: FormValues, customer: Buyer): NewPurchase {
    const { currency } = this;
    const occurred_at = isoOf(values.text('occurred_at') ?? '');
    if (!occurred_at) throw new FieldErrors({ occurred_at: t('form.invalid') });
    const lines = this.typed(values).map((line, at) => {
      const amount = lineAmount(line, currency);
      if (amount === undefined) {
        const wrong = line.amount === undefined ? t('form.required') : t('form.invalid');
        throw new FieldErrors({ [`lines/${at}/amount`]: wrong });
      }
      return {
        product_id: this.product(values, at)?.id,
        description: values.text(`lines/${at}/description`),
        quantity: line.quantity?.normalize('NFKC'),
        amount: { amount, currency },
      };
    });
    return {
      customer_id: customer.id,
      unit_id: values.text('unit_id'),
      channel: values.text('channel') as NewPurchase['channel'],
      occurred_at,
      lines,
    };
  }
}
