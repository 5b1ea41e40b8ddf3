/** The dialog that creates a category of complaints. */
import { html } from 'lit';
import { type ComplaintCategory, createComplaintCategory } from '../../../api/service/complaints.ts';
import { checkField, inputField } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { t } from '../../../ui/text.ts';

export function categoryDialog(
  refresh: () => void,
  done: () => void,
): FormDialog<undefined, ComplaintCategory> {
  return new FormDialog<undefined, ComplaintCategory>(refresh, {
    name: 'complaint-category',
    title: () => t('complaints.category.new'),
    fields: (form) => html`${inputField(form, 'name', t('common.name'), { required: true })}
      ${inputField(form, 'code', t('common.code'), { required: true })}
      ${checkField('is_serious', t('complaints.category.serious'), { hint: t('complaints.category.serious.hint') })}`,
    send: (values, key) =>
      createComplaintCategory(
        {
          name: values.text('name') ?? '',
          code: values.text('code') ?? '',
          is_serious: values.checked('is_serious'),
        },
        key,
      ),
    done,
  });
}
