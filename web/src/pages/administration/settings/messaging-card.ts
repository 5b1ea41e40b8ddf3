/** The bounds within which messages go out. */
import { html, type TemplateResult } from 'lit';
import {
  changeMessaging,
  type MessagingPolicy,
  type MessagingSetting,
  readMessaging,
} from '../../../api/administration/settings.ts';
import type { Tagged } from '../../../api/client.ts';
import { refusal } from '../../../ui/components.ts';
import { formButtons, inputField } from '../../../ui/fields.ts';
import { Form, type FormValues } from '../../../ui/form.ts';
import { keptForm } from '../../../ui/kept-form.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { t } from '../../../ui/text.ts';

export class MessagingCard {
  private readonly setting: Loading<Tagged<MessagingSetting>>;
  private form: Form;

  constructor(
    private readonly refresh: () => void,
    private readonly signal: AbortSignal,
  ) {
    this.setting = new Loading(refresh);
    this.form = new Form('messaging', refresh);
  }

  load = async (): Promise<void> => {
    await this.setting.load(() => readMessaging(this.signal));
  };

  private save = async (event: SubmitEvent): Promise<void> => {
    const saved = await this.form.submit(event, (values) =>
      changeMessaging(this.setting.value?.tag ?? '', policy(values)),
    );
    if (!saved) return;
    this.setting.value = saved;
    announce(t('common.saved'));
    this.refresh();
  };

  private renew = (): void => {
    this.form = new Form('messaging', this.refresh);
    this.refresh();
  };

  view(): TemplateResult {
    return html`<section class="card" aria-labelledby="messaging-title">
      <h2 id="messaging-title">${t('messaging.title')}</h2>
      <p class="quiet">${t('messaging.lead')}</p>
      ${loaded(this.setting, ({ value }) => this.fields(value.policy), 5)}
    </section>`;
  }

  private fields(value: MessagingPolicy): TemplateResult {
    const refused = refusal('settings:write', true);
    const disabled = refused !== undefined;
    const { form } = this;
    const whole = (name: keyof MessagingPolicy, label: string, hint?: string) =>
      inputField(form, name, label, {
        value: value[name] ?? '',
        inputmode: 'numeric',
        required: hint === undefined,
        disabled,
        ...(hint ? { hint } : {}),
      });
    const time = (name: 'quiet_from' | 'quiet_until', label: string, hint?: string) =>
      inputField(form, name, label, {
        value: value[name],
        required: true,
        maxlength: 5,
        disabled,
        ...(hint ? { hint } : {}),
      });
    const free = t('messaging.rate.hint');
    const body = html`${whole('cap_messages', t('messaging.cap'))} ${whole('cap_days', t('messaging.cap_days'))}
      ${time('quiet_from', t('messaging.quiet_from'))} ${time('quiet_until', t('messaging.quiet_until'), t('messaging.quiet.hint'))}
      ${whole('email_per_second', t('messaging.rate.email'), free)} ${whole('sms_per_second', t('messaging.rate.sms'), free)}
      ${whole('wechat_per_second', t('messaging.rate.wechat'), free)}
      ${whole('attribution_days', t('messaging.attribution'))} ${whole('pause_percent', t('messaging.pause'))}
      ${whole('pause_after', t('messaging.pause_after'))}
      ${whole('audience_growth_percent', t('messaging.growth'), t('messaging.growth.hint'))}
      ${disabled ? html`<p class="quiet">${refused}</p>` : formButtons(form, t('common.save'))}`;
    return keptForm({ form, send: this.save, renew: this.renew, body });
  }
}

/** What was typed. What is no whole number becomes 0, which no field takes: the API says so at its place. */
function policy(values: FormValues): MessagingPolicy {
  const whole = (name: string) => {
    const value = values.number(name);
    return value !== undefined && Number.isInteger(value) ? value : 0;
  };
  const rate = (name: string) => (values.text(name) === undefined ? null : whole(name));
  return {
    cap_messages: whole('cap_messages'),
    cap_days: whole('cap_days'),
    quiet_from: values.text('quiet_from') ?? '',
    quiet_until: values.text('quiet_until') ?? '',
    email_per_second: rate('email_per_second'),
    sms_per_second: rate('sms_per_second'),
    wechat_per_second: rate('wechat_per_second'),
    pause_percent: whole('pause_percent'),
    pause_after: whole('pause_after'),
    attribution_days: whole('attribution_days'),
    // Nothing at all may be said here.
    audience_growth_percent:
      values.number('audience_growth_percent') === 0 ? 0 : whole('audience_growth_percent') || -1,
  };
}
