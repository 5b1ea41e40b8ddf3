/** The dialogs of webhooks: create and change one, a new secret, a replay. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  changeWebhook,
  createWebhook,
  type NewWebhook,
  readWebhook,
  replayFailed,
  rotateSecret,
  type Webhook,
  type WebhookSecret,
} from '../../../api/administration/webhooks.ts';
import type { Partner } from '../../../api/organisation/partners.ts';
import type { Unit } from '../../../api/organisation/units.ts';
import { me } from '../../../api/session.ts';
import { checkField, inputField, selectField } from '../../../ui/fields.ts';
import { FieldErrors, type Form, type FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { nameOptions, unitOptions, wordOptions } from '../../../ui/options.ts';
import { pickField } from '../../../ui/picker.ts';
import { overlapField } from '../../../ui/secrets.ts';
import { t } from '../../../ui/text.ts';

interface LookUps {
  units: readonly Unit[];
  partners: readonly Partner[];
}

type Types = NewWebhook['types'];

interface Saved {
  webhook: Webhook;
  secret?: string | null | undefined;
}

/** Creates one, or changes the one it is shown with. `done` is given the secret of one that was created. */
export function webhookDialog(
  refresh: () => void,
  lookUps: () => LookUps,
  done: (webhook: Webhook, secret: string | undefined) => void,
): FormDialog<Webhook | undefined, Saved> {
  return new FormDialog<Webhook | undefined, Saved>(refresh, {
    name: 'webhook',
    wide: true,
    title: (webhook) => t(webhook ? 'webhooks.edit' : 'webhooks.new'),
    label: (webhook) => t(webhook ? 'common.save' : 'common.create'),
    fields: (form, webhook) => webhookFields(form, webhook, lookUps()),
    send: async (values, key, webhook) => {
      const known = readFields(values);
      if (webhook) {
        const enabled = values.checked('enabled');
        return { webhook: await changeWebhook(webhook, { ...known, enabled }) };
      }
      const made: WebhookSecret = await createWebhook(
        {
          ...known,
          unit_id: values.text('unit_id') ?? '',
          partner_id: values.text('partner_id') ?? null,
        },
        key,
      );
      return made;
    },
    reload: async (webhook) => webhook && readWebhook(webhook.id),
    done: ({ webhook, secret }) => done(webhook, secret ?? undefined),
  });
}

function readFields(values: FormValues): { url: string; description: string; types: Types } {
  const types = values.all('types') as Types;
  if (types.length === 0) throw new FieldErrors({ types: t('webhooks.types.missing') });
  return { url: values.text('url') ?? '', description: values.text('description') ?? '', types };
}

function webhookFields(form: Form, webhook: Webhook | undefined, lookUps: LookUps): TemplateResult {
  return html`${inputField(form, 'url', t('webhooks.url'), { value: webhook?.url, required: true, wide: true, placeholder: 'https://', hint: t('webhooks.url.hint') })}
    ${inputField(form, 'description', t('webhooks.description'), { value: webhook?.description, maxlength: 200 })}
    ${webhook ? nothing : placeFields(form, lookUps)}
    <fieldset>
      <legend>${t('webhooks.types')}</legend>
      ${form.errors.types ? html`<p class="field-error" role="alert">${form.errors.types}</p>` : nothing}
      <div class="buttons">${chooseButton('webhooks.types.all', true)} ${chooseButton('webhooks.types.none', false)}</div>
      <div class="checks">
        ${wordOptions('event_kind').map(({ value, label }) =>
          checkField('types', label, {
            value,
            hint: value,
            checked: webhook?.types.some((type) => type === value) ?? false,
          }),
        )}
      </div>
    </fieldset>
    ${webhook ? checkField('enabled', t('webhooks.enabled'), { checked: webhook.enabled, hint: t('webhooks.enabled.hint') }) : nothing}`;
}

/** Where what is told happens, and whose it is: not changed afterwards. */
function placeFields(form: Form, { units, partners }: LookUps): TemplateResult {
  return html`${pickField(form, 'unit_id', t('users.unit'), unitOptions(units), { required: true, value: me()?.assignments[0]?.unit_id, hint: t('webhooks.unit.hint') })}
    ${partners.length > 0 ? selectField(form, 'partner_id', t('keys.partner'), nameOptions(partners), { empty: t('webhooks.partner.none') }) : nothing}`;
}

function chooseButton(label: 'webhooks.types.all' | 'webhooks.types.none', checked: boolean): TemplateResult {
  const choose = (event: Event) => {
    const form = (event.target as HTMLElement).closest('form');
    for (const box of form?.querySelectorAll<HTMLInputElement>('input[name="types"]') ?? [])
      box.checked = checked;
  };
  return html`<button type="button" class="button small" @click=${choose}>${t(label)}</button>`;
}

export function rotateDialog(
  refresh: () => void,
  done: (made: WebhookSecret) => void,
): FormDialog<Webhook, WebhookSecret> {
  return new FormDialog<Webhook, WebhookSecret>(refresh, {
    name: 'rotate',
    title: () => t('webhooks.rotate'),
    label: () => t('webhooks.rotate'),
    fields: (form) => html`<p>${t('webhooks.rotate.detail')}</p>
      ${overlapField(form)}`,
    send: (values, key, webhook) => rotateSecret(webhook.id, values.number('overlap_seconds') ?? 0, key),
    done,
  });
}

export function replayDialog(
  refresh: () => void,
  done: (replayed: number) => void,
): FormDialog<Webhook, { replayed: number }> {
  return new FormDialog<Webhook, { replayed: number }>(refresh, {
    name: 'replay',
    title: () => t('webhooks.replay_failed'),
    label: () => t('webhooks.replay_failed'),
    fields: (form) => html`<p>${t('webhooks.replay_failed.detail')}</p>
      ${inputField(form, 'since', t('webhooks.since'), { type: 'datetime-local', required: true })}`,
    send: (values, key, webhook) => {
      const since = new Date(values.text('since') ?? '');
      if (Number.isNaN(since.getTime())) throw new FieldErrors({ since: t('webhooks.since.missing') });
      return replayFailed(webhook.id, since.toISOString(), key);
    },
    done: ({ replayed }) => done(replayed),
  });
}
