/** A refund names lines of the purchase: all that is left of them, a quantity, or an amount. */
import { html, nothing, type TemplateResult } from 'lit';
import { type NewRefund, type Purchase, refundPurchase } from '../../../api/sales/purchases.ts';
import { parseAmount } from '../../../models/money.ts';
import { quantityLeft, quantityText, thousandths } from '../../../models/quantity.ts';
import { amountLabel, money } from '../../../ui/components.ts';
import type { Directory } from '../../../ui/directory.ts';
import { checkField, inputField } from '../../../ui/fields.ts';
import { FieldErrors, type Form, type FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { lineName } from '../../../ui/sale-view.ts';
import { t } from '../../../ui/text.ts';

type Line = Purchase['lines'][number];
type RefundLine = NewRefund['lines'][number];

export function refundDialog(
  refresh: () => void,
  directory: Directory,
  saved: () => void,
): FormDialog<Purchase, unknown> {
  return new FormDialog<Purchase, unknown>(refresh, {
    name: 'refund',
    wide: true,
    title: () => t('refund.title'),
    label: () => t('refund.submit'),
    fields: (form, purchase) => fields(form, purchase, directory),
    send: (values, key, purchase) =>
      refundPurchase(purchase.id, { lines: readLines(values, purchase), reason: values.text('reason') }, key),
    done: saved,
  });
}

const amountLeft = (line: Line) => line.amount.amount - line.refunded_amount.amount;

function fields(form: Form, purchase: Purchase, directory: Directory): TemplateResult {
  const left = purchase.lines.filter((line) => !isGone(line));
  return html`<p class="quiet">${t('refund.lead')}</p>
    ${form.errors.lines ? html`<p class="field-error" role="alert">${form.errors.lines}</p>` : nothing}
    ${purchase.lines.map((line) => lineFields(form, line, directory, left.length === 1))}
    ${inputField(form, 'reason', t('refund.reason'), { wide: true })}`;
}

/** Nothing can be given back of it any more. */
const isGone = (line: Line) => quantityLeft(line) <= 0;

/** `only`: there is no other line to choose. */
function lineFields(form: Form, line: Line, directory: Directory, only: boolean): TemplateResult {
  const name = lineName(line, directory);
  const left = quantityLeft(line);
  if (isGone(line)) return html`<p class="quiet">${name} · ${t('refund.nothing_left')}</p>`;
  const most = { amount: amountLeft(line), currency: line.amount.currency };
  return html`<fieldset class="field wide">
    <legend class="visually-hidden">${name}</legend>
    ${checkField(`take-${line.number}`, name, { checked: only, hint: t('refund.left', { quantity: quantityText(left), amount: money(most) }) })}
    <div class="form">
      ${inputField(form, `quantity-${line.number}`, t('refund.quantity'), { value: quantityText(left), inputmode: 'decimal' })}
      ${inputField(form, `amount-${line.number}`, amountLabel(t('refund.amount'), most.currency), {
        inputmode: 'decimal',
        hint: t('refund.amount.hint'),
      })}
    </div>
  </fieldset>`;
}

function readLines(values: FormValues, purchase: Purchase): RefundLine[] {
  const taken = purchase.lines.filter((line) => values.checked(`take-${line.number}`));
  if (taken.length === 0) throw new FieldErrors({ lines: t('refund.choose') });
  return taken.map((line) => readLine(values, line));
}

function readLine(values: FormValues, line: Line): RefundLine {
  const field = `quantity-${line.number}`;
  const quantity = thousandths(values.text(field) ?? '');
  if (quantity === undefined || quantity > quantityLeft(line)) {
    throw new FieldErrors({ [field]: t('refund.too_much', { quantity: quantityText(quantityLeft(line)) }) });
  }
  const typed = values.text(`amount-${line.number}`);
  const found: RefundLine = { number: line.number, quantity: quantityText(quantity) };
  if (typed === undefined) return found;
  const { currency } = line.amount;
  const amount = parseAmount(typed, currency);
  if (amount === undefined || amount < 0 || amount > amountLeft(line)) {
    const most = money({ amount: amountLeft(line), currency });
    throw new FieldErrors({ [`amount-${line.number}`]: t('refund.too_dear', { amount: most }) });
  }
  return { ...found, amount: { amount, currency } };
}
