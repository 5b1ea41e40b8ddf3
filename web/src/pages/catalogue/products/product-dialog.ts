/** The dialog that creates or changes a product. */
import { html, nothing } from 'lit';
import {
  allProducts,
  type Category,
  changeProduct,
  createProduct,
  type NewProduct,
  type Product,
  type ProductPatch,
} from '../../../api/catalogue/products.ts';
import { parseAmount, toDecimal } from '../../../models/money.ts';
import { percentOf, shareOf } from '../../../models/share.ts';
import { categoryOptions } from '../../../ui/category-options.ts';
import { amountLabel } from '../../../ui/components.ts';
import { inputField, selectField } from '../../../ui/fields.ts';
import { FieldErrors, type FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { wordOptions } from '../../../ui/options.ts';
import { t } from '../../../ui/text.ts';

export function productDialog(
  refresh: () => void,
  categories: () => readonly Category[],
  baseCurrency: () => string,
  done: () => void,
): FormDialog<Product | undefined, Product> {
  const currencyOf = (product: Product | undefined) => product?.unit_price?.currency ?? baseCurrency();
  return new FormDialog<Product | undefined, Product>(refresh, {
    name: 'product',
    title: (product) => (product ? t('products.edit') : t('products.new')),
    fields: (form, product) => {
      const price = product?.unit_price;
      return html`${inputField(form, 'name', t('common.name'), { value: product?.name, required: true })}
        ${inputField(form, 'code', t('common.code'), { value: product?.code, required: true })}
        ${selectField(form, 'category_id', t('products.category'), categoryOptions(categories()), { value: product?.category_id, empty: t('common.none') })}
        ${inputField(form, 'unit_price', amountLabel(t('products.price'), currencyOf(product)), {
          value: price ? toDecimal(price.amount, price.currency) : '',
          inputmode: 'decimal',
        })}
        ${inputField(form, 'margin', t('products.margin.percent'), {
          value: product?.margin ? percentOf(product.margin) : '',
          inputmode: 'decimal',
          hint: t('products.margin.hint'),
        })}
        ${inputField(form, 'unit_margin', amountLabel(t('products.unit_margin'), currencyOf(product)), {
          value: product?.unit_margin
            ? toDecimal(product.unit_margin.amount, product.unit_margin.currency)
            : '',
          inputmode: 'decimal',
          hint: t('products.unit_margin.hint'),
        })}
        ${product ? selectField(form, 'state', t('common.state'), wordOptions('product_state'), { value: product.state }) : nothing}`;
    },
    send: (values, key, product) => {
      const body = readProduct(values, currencyOf(product));
      return product ? changeProduct(product, body as ProductPatch) : createProduct(body as NewProduct, key);
    },
    reload: async (product) => (await allProducts()).find((one) => one.id === product?.id),
    done,
  });
}

function readProduct(values: FormValues, currency: string): Record<string, unknown> {
  const price = values.text('unit_price');
  const amount = price === undefined ? undefined : parseAmount(price, currency);
  if (price !== undefined && amount === undefined) throw new FieldErrors({ unit_price: t('form.amount') });
  const margin = values.text('margin');
  const share = margin === undefined ? null : shareOf(margin);
  if (share === undefined) throw new FieldErrors({ margin: t('form.invalid') });
  const left = values.text('unit_margin');
  const unitMargin = left === undefined ? undefined : parseAmount(left, currency);
  if (left !== undefined && unitMargin === undefined)
    throw new FieldErrors({ unit_margin: t('form.amount') });
  const state = values.text('state');
  return {
    name: values.text('name'),
    code: values.text('code'),
    category_id: values.text('category_id') ?? null,
    unit_price: amount === undefined ? null : { amount, currency },
    margin: share,
    unit_margin: unitMargin === undefined ? null : { amount: unitMargin, currency },
    ...(state ? { state } : {}),
  };
}
