/** Creating a key, and rolling one: a new secret while the old one still works for a while. */

import { html, nothing, type TemplateResult } from 'lit';
import {
  type ApiKey,
  createKey,
  type FreshKey,
  type NewKey,
  rollKey,
} from '../../../api/organisation/api-keys.ts';
import type { Partner } from '../../../api/organisation/partners.ts';
import type { Unit } from '../../../api/organisation/units.ts';
import { me } from '../../../api/session.ts';
import { type Preset, presetNames, presetScopes } from '../../../models/organisation/key-presets.ts';
import { checkField, inputField, selectField, textField } from '../../../ui/fields.ts';
import { FieldErrors, type Form, type FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { unitOptions, wordOptions } from '../../../ui/options.ts';
import { pickField } from '../../../ui/picker.ts';
import { overlapField } from '../../../ui/secrets.ts';
import { joined, type TextKey, t, word } from '../../../ui/text.ts';

interface LookUps {
  units: readonly Unit[];
  partners: readonly Partner[];
}

export function createDialog(
  refresh: () => void,
  lookUps: () => LookUps,
  reveal: (secret: string) => void,
): FormDialog<undefined, FreshKey> {
  return new FormDialog<undefined, FreshKey>(refresh, {
    name: 'key',
    wide: true,
    title: () => t('keys.new'),
    label: () => t('common.create'),
    fields: (form) => keyFields(form, lookUps()),
    send: (values, key) => createKey(readKey(values), key),
    done: (fresh) => fresh.secret && reveal(fresh.secret),
  });
}

function keyFields(form: Form, { units, partners }: LookUps): TemplateResult {
  // Nobody can hand out more than they hold.
  const scopes = me()?.actions ?? [];
  return html`${inputField(form, 'name', t('common.name'), { required: true, hint: t('keys.name.hint') })}
    ${selectField(
      form,
      'partner_id',
      t('keys.partner'),
      partners.map((one) => ({ value: one.id, label: one.name })),
      { empty: t('keys.partner.choose'), required: true, hint: t('keys.partner.hint') },
    )}
    ${pickField(form, 'unit_id', t('users.unit'), unitOptions(units), { required: true, value: me()?.assignments[0]?.unit_id, hint: t('keys.unit.hint') })}
    ${selectField(form, 'mode', t('keys.mode'), wordOptions('key_mode'), { value: 'live', hint: t('keys.mode.hint') })}
    ${inputField(form, 'expires_on', t('keys.expires'), { type: 'date', hint: t('keys.expires.hint') })}
    ${inputField(form, 'rate_per_minute', t('keys.rate'), { type: 'number', min: 1 })}
    ${textField(form, 'addresses', t('keys.addresses'), { rows: 2, hint: t('keys.addresses.hint') })}
    <fieldset>
      <legend>${t('keys.scopes')}</legend>
      ${form.errors.scopes ? html`<p class="field-error" role="alert">${form.errors.scopes}</p>` : ''}
      <div class="buttons" role="group" aria-label=${t('keys.presets')}>
        <span class="quiet">${t('keys.presets')}</span>
        ${presetNames.map((name) => presetButton(name, scopes))}
      </div>
      <div class="checks">
        ${scopes.map((scope) => checkField('scopes', word('action', scope), { value: scope, hint: scope }))}
      </div>
    </fieldset>`;
}

/** Chooses the scopes of a preset and no others; those one does not hold cannot be given. */
function presetButton(name: Preset, held: readonly string[]): TemplateResult {
  const { scopes, missing } = presetScopes(name, held);
  const lacking = joined(missing.map((scope) => word('action', scope)));
  const choose = (event: Event) => {
    const form = (event.target as HTMLElement).closest('form');
    for (const box of form?.querySelectorAll<HTMLInputElement>('input[name="scopes"]') ?? [])
      box.checked = scopes.includes(box.value);
  };
  return html`<button
    type="button"
    class="button small"
    ?disabled=${scopes.length === 0}
    title=${missing.length > 0 ? t('keys.presets.missing', { scopes: lacking }) : nothing}
    @click=${choose}
  >${t(`keys.preset.${name}` as TextKey)}</button>`;
}

function readKey(values: FormValues): NewKey {
  const scopes = values.all('scopes');
  if (scopes.length === 0) throw new FieldErrors({ scopes: t('keys.scopes.missing') });
  const expires = values.text('expires_on');
  return {
    name: values.text('name') ?? '',
    scopes: scopes as NewKey['scopes'],
    unit_id: values.text('unit_id') ?? '',
    partner_id: values.text('partner_id') ?? '',
    mode: values.text('mode') === 'test' ? 'test' : 'live',
    expires_at: expires ? new Date(`${expires}T23:59:59`).toISOString() : null,
    addresses: (values.text('addresses') ?? '').split(/[\s,;]+/).filter(Boolean),
    rate_per_minute: values.number('rate_per_minute') ?? null,
  };
}

export function rollDialog(
  refresh: () => void,
  reveal: (secret: string) => void,
): FormDialog<ApiKey, FreshKey> {
  return new FormDialog<ApiKey, FreshKey>(refresh, {
    name: 'roll',
    title: () => t('keys.roll'),
    label: () => t('keys.roll'),
    fields: (form, key) => html`<p>${t('keys.roll.detail', { name: key.name })}</p>
      ${overlapField(form)}`,
    send: (values, idempotencyKey, key) =>
      rollKey(key.id, values.number('overlap_seconds') ?? 0, idempotencyKey),
    done: (fresh) => fresh.secret && reveal(fresh.secret),
  });
}
