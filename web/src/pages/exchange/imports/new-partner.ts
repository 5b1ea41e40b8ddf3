/** A partner made on the way: the ids in a file are somebody's. */
import { html } from 'lit';
import { createPartner, type Partner } from '../../../api/organisation/partners.ts';
import { inputField } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { t } from '../../../ui/text.ts';

export function newPartnerDialog(
  refresh: () => void,
  done: (partner: Partner) => void,
): FormDialog<undefined, Partner> {
  return new FormDialog<undefined, Partner>(refresh, {
    name: 'new-partner',
    title: () => t('partners.new'),
    label: () => t('common.create'),
    fields: (form) => html`${inputField(form, 'name', t('common.name'), { required: true })}
      ${inputField(form, 'code', t('common.code'), { required: true, hint: t('partners.code.hint') })}`,
    send: (values, key) =>
      createPartner({ name: values.text('name') ?? '', code: values.text('code') ?? '' }, key),
    done,
  });
}
