/** The dialog in which a form is made and changed. What cannot be confirmed cannot be asked for, and says why. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  changeSignUpForm,
  createSignUpForm,
  type NewSignUpForm,
  readSignUpForm,
  type SignUpForm,
} from '../../../api/marketing/sign-ups.ts';
import type { ChannelStatus } from '../../../api/messaging/templates.ts';
import type { Unit } from '../../../api/organisation/units.ts';
import { ownerField, ownerUnits } from '../../../ui/belonging.ts';
import { channelNote } from '../../../ui/channel-note.ts';
import { checkField, inputField, selectField, textField } from '../../../ui/fields.ts';
import type { Form, FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { wordOptions } from '../../../ui/options.ts';
import { t, word } from '../../../ui/text.ts';

export interface LookUps {
  readonly units: readonly Unit[];
  readonly channels: readonly ChannelStatus[];
}

type Asked = NewSignUpForm['asked'];
type Consents = NonNullable<NewSignUpForm['consents']>;

export function formDialog(
  refresh: () => void,
  lookUps: () => LookUps,
  done: (form: SignUpForm) => void,
): FormDialog<SignUpForm | undefined, SignUpForm> {
  return new FormDialog<SignUpForm | undefined, SignUpForm>(refresh, {
    name: 'sign-up-form',
    wide: true,
    title: (form) => t(form ? 'sign_ups.edit' : 'sign_ups.new'),
    label: (form) => t(form ? 'common.save' : 'common.create'),
    fields: (form, subject) => fields(form, subject, lookUps()),
    send: (values, key, subject) => {
      const body = bodyOf(values);
      if (subject) return changeSignUpForm(subject, body);
      const unit = values.text('unit_id');
      return createSignUpForm({ ...body, ...(unit ? { unit_id: unit } : {}) }, key);
    },
    reload: async (subject) => subject && readSignUpForm(subject.id),
    done,
  });
}

function bodyOf(values: FormValues) {
  const ask = (name: string) => (values.text(`asked/${name}`) ?? 'off') as Asked['email'];
  return {
    name: values.text('name') ?? '',
    source: values.text('source') as NewSignUpForm['source'],
    asked: { phone: ask('phone'), email: ask('email'), birthday: ask('birthday') },
    consents: values.all('consents') as Consents,
    wording: { 'zh-CN': values.text('wording/zh-CN') ?? '', en: values.text('wording/en') ?? '' },
    wording_version: values.text('wording_version') ?? '',
    origins: (values.text('origins') ?? '').split(/\s+/).filter(Boolean),
  };
}

function fields(form: Form, subject: SignUpForm | undefined, lookUps: LookUps): TemplateResult {
  const asks = wordOptions('sign_up_ask');
  const ask = (name: keyof Asked, label: string, fallback: string) =>
    selectField(form, `asked/${name}`, label, asks, { value: subject?.asked[name] ?? fallback });
  const wording = (language: 'zh-CN' | 'en') =>
    textField(form, `wording/${language}`, t('sign_ups.wording', { language: word('language', language) }), {
      value: subject?.wording[language],
      required: true,
      wide: true,
    });
  return html`${inputField(form, 'name', t('common.name'), { value: subject?.name, required: true, maxlength: 80, autofocus: true, hint: t('sign_ups.name.hint') })}
    ${subject ? nothing : ownerField(form, ownerUnits('sign_ups:write', lookUps.units))}
    ${selectField(form, 'source', t('sign_ups.source'), wordOptions('source'), { value: subject?.source ?? 'walk_in', required: true })}
    <p class="wide hint">${t('sign_ups.asked.hint')}</p>
    ${ask('email', t('sign_ups.email'), 'required')} ${ask('phone', t('sign_ups.phone'), 'off')}
    ${ask('birthday', t('sign_ups.birthday'), 'off')}
    ${channelNote('email', lookUps.channels)} ${channelNote('sms', lookUps.channels)}
    <fieldset class="wide">
      <legend>${t('sign_ups.consents')}</legend>
      ${form.errors.consents ? html`<p class="field-error" role="alert">${form.errors.consents}</p>` : nothing}
      <div class="checks">
        ${wordOptions('sign_up_channel').map(({ value, label }) =>
          checkField('consents', label, {
            value,
            checked: subject ? subject.consents.some((one) => one === value) : value === 'email',
          }),
        )}
      </div>
      <p class="hint">${t('sign_ups.consents.hint')}</p>
    </fieldset>
    ${wording('zh-CN')} ${wording('en')}
    ${inputField(form, 'wording_version', t('sign_ups.wording_version'), { value: subject?.wording_version, required: true, maxlength: 80, hint: t('sign_ups.wording_version.hint') })}
    ${textField(form, 'origins', t('sign_ups.origins'), { value: subject?.origins.join('\n'), rows: 2, wide: true, hint: t('sign_ups.origins.hint') })}`;
}
