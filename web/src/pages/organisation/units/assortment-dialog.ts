/** The dialog that says what a unit sells: a list of its own, or what the unit above it sells. */
import { html, type TemplateResult } from 'lit';
import { allProducts, type Product } from '../../../api/catalogue/products.ts';
import type { Tagged } from '../../../api/client.ts';
import type { Unit } from '../../../api/organisation/units.ts';
import {
  type Assortment,
  deleteAssortment,
  putAssortment,
  readAssortment,
} from '../../../api/sales/assortments.ts';
import { checkField } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { pickManyField } from '../../../ui/many-pick.ts';
import { announce } from '../../../ui/notices.ts';
import type { OptionalView } from '../../../ui/page.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { t } from '../../../ui/text.ts';

interface Subject {
  readonly unit: Unit;
  readonly sold: Tagged<Assortment>;
  readonly products: readonly Product[];
}

export interface AssortmentDialog {
  /** Reads what the unit sells and asks for a change. */
  readonly open: (unit: Unit) => Promise<void>;
  readonly view: () => OptionalView;
}

export function assortmentDialog(refresh: () => void, done: () => void): AssortmentDialog {
  const dialog = new FormDialog<Subject, unknown>(refresh, {
    name: 'assortment',
    wide: true,
    title: ({ unit }) => t('assortment.of', { name: unit.name }),
    fields: (form, { sold, products }): TemplateResult => html`
      <div class="field wide">
        ${checkField('own', t('assortment.own'), { checked: sold.value.version > 0, hint: t('assortment.own.hint') })}
      </div>
      ${pickManyField(
        form,
        'product_ids',
        t('assortment.products'),
        products.map((product) => ({ value: product.id, label: product.name })),
        { chosen: sold.value.product_ids },
      )}`,
    send: async (values, _key, { unit, sold }) => {
      if (values.checked('own'))
        return putAssortment(unit.id, sold.tag, { product_ids: values.all('product_ids') });
      return sold.value.version > 0 ? deleteAssortment(unit.id, sold.tag) : undefined;
    },
    reload: async (subject) => read(subject.unit),
    done: () => {
      announce(t('common.saved'));
      done();
    },
  });
  return {
    open: async (unit) => {
      try {
        dialog.show(await read(unit));
      } catch (error) {
        announce(problemText(error).title);
      }
    },
    view: () => dialog.view(),
  };
}

async function read(unit: Unit): Promise<Subject> {
  const [sold, products] = await Promise.all([readAssortment(unit.id), allProducts()]);
  return { unit, sold, products };
}
