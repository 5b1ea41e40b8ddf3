/** The dialog that creates or changes a category of products. */
import { html } from 'lit';
import { type Category, changeCategory, createCategory } from '../../../api/catalogue/products.ts';
import { categoryOptions } from '../../../ui/category-options.ts';
import { inputField, selectField } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { t } from '../../../ui/text.ts';

export function categoryDialog(
  refresh: () => void,
  categories: () => readonly Category[],
  read: () => Promise<Category[]>,
  done: () => void,
) {
  return new FormDialog<Category | undefined, Category>(refresh, {
    name: 'category',
    title: (category) => (category ? t('products.category.edit') : t('products.category.new')),
    fields: (
      form,
      category,
    ) => html`${inputField(form, 'name', t('common.name'), { value: category?.name, required: true })}
      ${inputField(form, 'code', t('common.code'), { value: category?.code, required: true })}
      ${selectField(
        form,
        'parent_id',
        t('products.category.parent'),
        categoryOptions(categories().filter((one) => one.id !== category?.id)),
        { value: category?.parent_id, empty: t('common.none'), hint: t('products.category.parent.hint') },
      )}`,
    send: (values, key, category) => {
      const body = {
        name: values.text('name') ?? '',
        code: values.text('code') ?? '',
        parent_id: values.text('parent_id') ?? null,
      };
      return category ? changeCategory(category, body) : createCategory(body, key);
    },
    reload: async (category) => (await read()).find((one) => one.id === category?.id),
    done,
  });
}
