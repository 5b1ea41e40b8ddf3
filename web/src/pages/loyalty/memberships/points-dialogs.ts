/** Asking for points by hand, saying no to them, and another number for a card that was lost. */
import { html } from 'lit';
import {
  askAdjustment,
  decideAdjustment,
  type MembershipDetail,
  type PointAdjustment,
  replaceCard,
} from '../../../api/loyalty/memberships.ts';
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

/** Declines what somebody asked for, and says why. */
export function declineDialog(
  refresh: () => void,
  membership: string,
  done: () => void,
): FormDialog<PointAdjustment, unknown> {
  return new FormDialog<PointAdjustment, unknown>(refresh, {
    name: 'decline',
    title: () => t('memberships.adjustment.decline'),
    label: () => t('memberships.adjustment.decline'),
    fields: (form, { points, reason }) => html`<p class="quiet field wide">
        ${t('memberships.adjustment.question', { count: points, reason })}
      </p>
      ${inputField(form, 'reason', t('memberships.adjustment.reason'), { autofocus: true, maxlength: 200 })}`,
    send: (values, key, { id }) => decideAdjustment(membership, id, false, key, values.text('reason')),
    done,
  });
}

export function replaceCardDialog(
  refresh: () => void,
  done: () => void,
): FormDialog<MembershipDetail, unknown> {
  return new FormDialog<MembershipDetail, unknown>(refresh, {
    name: 'replace-card',
    title: () => t('memberships.card.replace'),
    fields: (form) => html`<p class="quiet field wide">${t('memberships.card.replace.lead')}</p>
      ${inputField(form, 'card', t('memberships.card.new'), { autofocus: true, maxlength: 32, hint: t('memberships.card.new.hint') })}`,
    send: (values, _key, membership) => replaceCard(membership, values.text('card') ?? null),
    done,
  });
}
