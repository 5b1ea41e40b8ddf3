/** How people log in. */
import { html, type TemplateResult } from 'lit';
import {
  changeSecurity,
  readSecurity,
  type SecurityPolicy,
  type SecuritySetting,
} from '../../../api/administration/settings.ts';
import type { Tagged } from '../../../api/client.ts';
import { refusal } from '../../../ui/components.ts';
import { checkField, formButtons, inputField } from '../../../ui/fields.ts';
import { Form, type FormValues } from '../../../ui/form.ts';
import { keptForm } from '../../../ui/kept-form.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { wordOptions } from '../../../ui/options.ts';
import { t } from '../../../ui/text.ts';

export class SecurityCard {
  private readonly setting: Loading<Tagged<SecuritySetting>>;
  private form: Form;

  constructor(
    private readonly refresh: () => void,
    private readonly signal: AbortSignal,
  ) {
    this.setting = new Loading(refresh);
    this.form = new Form('security', refresh);
  }

  load = async (): Promise<void> => {
    await this.setting.load(() => readSecurity(this.signal));
  };

  private save = async (event: SubmitEvent): Promise<void> => {
    const saved = await this.form.submit(event, (values) =>
      changeSecurity(this.setting.value?.tag ?? '', policy(values)),
    );
    if (!saved) return;
    this.setting.value = saved;
    announce(t('common.saved'));
    this.refresh();
  };

  private renew = (): void => {
    this.form = new Form('security', this.refresh);
    this.refresh();
  };

  view(): TemplateResult {
    return html`<section class="card" aria-labelledby="security-title">
      <h2 id="security-title">${t('security.title')}</h2>
      <p class="quiet">${t('security.lead')}</p>
      ${loaded(this.setting, ({ value }) => this.fields(value.policy), 3)}
    </section>`;
  }

  private fields(value: SecurityPolicy): TemplateResult {
    const refused = refusal('settings:write', true);
    const disabled = refused !== undefined;
    const { form } = this;
    const body = html`<fieldset class="checks" ?disabled=${disabled}>
        <legend>${t('security.roles')}</legend>
        ${wordOptions('role').map((role) =>
          checkField('second_factor_roles', role.label, {
            value: role.value,
            checked: value.second_factor_roles.some((held) => held === role.value),
          }),
        )}
      </fieldset>
      ${inputField(form, 'idle_minutes', t('security.idle'), {
        value: value.idle_minutes ?? '',
        inputmode: 'numeric',
        disabled,
        hint: t('security.idle.hint'),
      })}
      ${inputField(form, 'fresh_minutes', t('security.fresh'), {
        value: value.fresh_minutes,
        inputmode: 'numeric',
        required: true,
        disabled,
        hint: t('security.fresh.hint'),
      })}
      ${disabled ? html`<p class="quiet">${refused}</p>` : formButtons(form, t('common.save'))}`;
    return keptForm({ form, send: this.save, renew: this.renew, body });
  }
}

/** What was typed. What is no whole number becomes 0, which no field takes: the API says so at its place. */
function policy(values: FormValues): SecurityPolicy {
  const whole = (name: string) => {
    const value = values.number(name);
    return value !== undefined && Number.isInteger(value) ? value : 0;
  };
  return {
    second_factor_roles: values.all('second_factor_roles') as SecurityPolicy['second_factor_roles'],
    idle_minutes: values.text('idle_minutes') === undefined ? null : whole('idle_minutes'),
    fresh_minutes: whole('fresh_minutes'),
  };
}
