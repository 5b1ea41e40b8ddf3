/** The dialog that creates or changes a category of products. */
import { html } from 'lit';
import { type Category, changeCategory, createCategory } from '../../../api/catalogue/products.ts';
import { inputField } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { t } from '../../../ui/text.ts';

export function categoryDialog(refresh: () => void, read: () => Promise<Category[]>, done: () => void) {
  return new FormDialog<Category | undefined, Category>(refresh, {
    name: 'category',
    title: (category) => (category ? t('products.category.edit') : t('products.category.new')),
    fields: (
      form,
      category,
    ) => html`${inputField(form, 'name', t('common.name'), { value: category?.name, required: true })}
      ${inputField(form, 'code', t('common.code'), { value: category?.code, required: true })}`,
    send: (values, key, category) => {
      const body = { name: values.text('name') ?? '', code: values.text('code') ?? '' };
      return category ? changeCategory(category, body) : createCategory(body, key);
    },
    reload: async (category) => (await read()).find((one) => one.id === category?.id),
    done,
  });
}
