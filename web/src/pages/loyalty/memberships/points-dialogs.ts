/** Asking for points by hand. */
import { html } from 'lit';
import { askAdjustment, type MembershipDetail } from '../../../api/loyalty/memberships.ts';
import { inputField } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { typedPoints } from '../../../ui/loyalty/redeem-dialog.ts';
import { t } from '../../../ui/text.ts';

export function adjustDialog(refresh: () => void, done: () => void): FormDialog<MembershipDetail, unknown> {
  return new FormDialog<MembershipDetail, unknown>(refresh, {
    name: 'adjust',
    title: () => t('memberships.adjust'),
    label: () => t('memberships.adjust.submit'),
    fields: (form) => html`<p class="quiet field wide">${t('memberships.adjust.lead')}</p>
      ${inputField(form, 'points', t('memberships.points'), {
        required: true,
        autofocus: true,
        hint: t('memberships.adjust.hint'),
      })}
      ${inputField(form, 'reason', t('memberships.reason'), { required: true, maxlength: 200 })}`,
    send: (values, key, membership) =>
      askAdjustment(membership.id, { points: typedPoints(values), reason: values.text('reason') ?? '' }, key),
    done,
  });
}
