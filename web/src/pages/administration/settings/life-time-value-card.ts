/** What life-time value is reckoned by: the share of spend that is kept, how far ahead, and how later money counts. */
import { html, type TemplateResult } from 'lit';
import type { Tagged } from '../../../api/client.ts';
import {
  changeLifeTimeValueSetting,
  type LifeTimeValuePolicy,
  type LifeTimeValueSetting,
  readLifeTimeValueSetting,
} from '../../../api/insight/life-time-value.ts';
import { follow } from '../../../api/job-watch.ts';
import { readJob } from '../../../api/jobs.ts';
import { basisPoints, percentText } from '../../../models/insight/life-time-value.ts';
import { refusal } from '../../../ui/components.ts';
import { formButtons, inputField } from '../../../ui/fields.ts';
import { FieldErrors, Form, type FormValues } from '../../../ui/form.ts';
import { keptForm } from '../../../ui/kept-form.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { t } from '../../../ui/text.ts';

export class LifeTimeValueCard {
  private readonly setting: Loading<Tagged<LifeTimeValueSetting>>;
  private form: Form;

  constructor(
    private readonly refresh: () => void,
    private readonly signal: AbortSignal,
  ) {
    this.setting = new Loading(refresh);
    this.form = new Form('life-time-value', refresh);
  }

  load = async (): Promise<void> => {
    await this.setting.load(() => readLifeTimeValueSetting(this.signal));
  };

  private save = async (event: SubmitEvent): Promise<void> => {
    const saved = await this.form.submit(event, async (values) =>
      changeLifeTimeValueSetting(this.setting.value?.tag ?? '', policy(values)),
    );
    if (!saved) return;
    this.setting.value = saved;
    announce(t('settings.life_time_value.saved'));
    const job = saved.value.recompute_job_id;
    if (job) void readJob(job).then(follow, () => undefined);
    this.refresh();
  };

  private renew = (): void => {
    this.form = new Form('life-time-value', this.refresh);
    void this.load();
  };

  view(): TemplateResult {
    return html`<section class="card" aria-labelledby="life-time-value-setting">
      <h2 id="life-time-value-setting">${t('nav.life_time_value')}</h2>
      <p class="quiet">${t('settings.life_time_value.lead')}</p>
      ${loaded(this.setting, ({ value }) => this.fields(value.policy), 3)}
    </section>`;
  }

  private fields(value: LifeTimeValuePolicy): TemplateResult {
    const refused = refusal('settings:write', true);
    const disabled = refused !== undefined;
    const { form } = this;
    const margin = value.margin_basis_points;
    const body = html`${inputField(form, 'margin_basis_points', t('settings.life_time_value.margin'), {
      value: margin == null ? '' : percentText(margin),
      inputmode: 'decimal',
      hint: t('settings.life_time_value.margin.hint'),
      disabled,
    })}
      ${inputField(form, 'horizon_months', t('settings.life_time_value.horizon'), {
        value: String(value.horizon_months),
        inputmode: 'numeric',
        required: true,
        disabled,
      })}
      ${inputField(form, 'discount_basis_points', t('settings.life_time_value.discount'), {
        value: percentText(value.discount_basis_points),
        inputmode: 'decimal',
        required: true,
        disabled,
      })}
      ${disabled ? html`<p class="quiet">${refused}</p>` : formButtons(form, t('common.save'))}`;
    return keptForm({ form, send: this.save, renew: this.renew, body });
  }
}

function policy(values: FormValues): LifeTimeValuePolicy {
  const typed = (name: string) => (values.text(name) ?? '').normalize('NFKC').trim();
  const margin = typed('margin_basis_points');
  const months = /^\d{1,3}$/.test(typed('horizon_months')) ? Number(typed('horizon_months')) : undefined;
  const found = {
    margin_basis_points: margin === '' ? null : basisPoints(margin),
    horizon_months: months,
    discount_basis_points: basisPoints(typed('discount_basis_points')),
  };
  const wrong = Object.entries(found).filter(([, value]) => value === undefined);
  if (wrong.length > 0)
    throw new FieldErrors(
      Object.fromEntries(wrong.map(([name]) => [name, t('settings.life_time_value.number')])),
    );
  return found as LifeTimeValuePolicy;
}
