/** Spending points, and asking for points by hand. */
import { html } from 'lit';
import { askAdjustment, type MembershipDetail, redeemPoints } from '../../api/memberships.ts';
import { parsePoints } from '../../models/points.ts';
import { inputField } from '../../ui/fields.ts';
import { FieldErrors, type FormValues } from '../../ui/form.ts';
import { FormDialog } from '../../ui/form-dialog.ts';
import { t } from '../../ui/text.ts';

export function redeemDialog(refresh: () => void, done: () => void): FormDialog<MembershipDetail, unknown> {
  return new FormDialog<MembershipDetail, unknown>(refresh, {
    name: 'redeem',
    title: () => t('memberships.redeem'),
    label: () => t('memberships.redeem'),
    fields: (form, membership) => html`${inputField(form, 'points', t('memberships.points'), {
      required: true,
      autofocus: true,
      inputmode: 'numeric',
      hint: t('memberships.redeem.hint', { count: Math.max(membership.balance, 0) }),
    })}
    ${inputField(form, 'note', t('memberships.note'), { maxlength: 200 })}`,
    send: (values, key, membership) =>
      redeemPoints(membership.id, { points: points(values), note: values.text('note') }, key),
    done,
  });
}

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
      askAdjustment(membership.id, { points: points(values), reason: values.text('reason') ?? '' }, key),
    done,
  });
}

function points(values: FormValues): number {
  const found = parsePoints(values.text('points') ?? '');
  if (found === undefined) throw new FieldErrors({ points: t('memberships.number') });
  return found;
}
