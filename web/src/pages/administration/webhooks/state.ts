/** How a webhook and a delivery stand, in words. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Delivery, Webhook } from '../../../api/administration/webhooks.ts';
import { stateBadge } from '../../../ui/components.ts';
import { t, word } from '../../../ui/text.ts';

/** On, or off and why. */
export function webhookState(webhook: Webhook): TemplateResult {
  const state = stateBadge('webhook_state', webhook.enabled ? 'active' : 'disabled');
  if (webhook.enabled || !webhook.off_reason) return state;
  return html`${state} <small class="quiet">${word('webhook_off_reason', webhook.off_reason)}</small>`;
}

/** What is posted: the type of an event, or a test. */
export const messageType = (delivery: Delivery): string =>
  delivery.type ? word('event_kind', delivery.type) : t('webhooks.test_message');

/** What was answered, or why nothing was. */
export function answered(
  status: number | null | undefined,
  error: string | null | undefined,
): TemplateResult | typeof nothing {
  if (!status && !error) return nothing;
  return html`${status ? html`<code>${status}</code> ` : nothing}${error ? word('webhook_error', error) : nothing}`;
}
