/** A new password, given twice: wherever somebody sets one. */
import { html, type TemplateResult } from 'lit';
import { inputField } from './fields.ts';
import { FieldErrors, type Form, type FormValues } from './form.ts';
import { t } from './text.ts';

export function newPasswordFields(form: Form, wide = false): TemplateResult {
  return html`${inputField(form, 'new_password', t('account.password.new'), {
    type: 'password',
    required: true,
    minlength: 12,
    autocomplete: 'new-password',
    hint: t('account.password.hint'),
    wide,
  })}
  ${inputField(form, 'again', t('account.password.again'), { type: 'password', required: true, autocomplete: 'new-password', wide })}`;
}

/** What was given, both times the same. */
export function newPassword(values: FormValues): string {
  const given = values.raw('new_password');
  if (given !== values.raw('again')) throw new FieldErrors({ again: t('account.password.differ') });
  return given;
}
