/** The complaint policy: by which bounds complaints are judged, how long each step may take, what each level may promise. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  type ComplaintPolicySetting,
  changeComplaintPolicy,
  readComplaintPolicy,
} from '../../../api/administration/settings.ts';
import type { Tagged } from '../../../api/client.ts';
import { ProblemError } from '../../../api/problem.ts';
import {
  isAmount,
  type PolicyField,
  type PolicyText,
  policyText,
  typedPolicy,
} from '../../../models/service/complaint-policy.ts';
import { amountLabel, day, number, refusal } from '../../../ui/components.ts';
import { formButtons, inputField } from '../../../ui/fields.ts';
import { FieldErrors, Form } from '../../../ui/form.ts';
import { keptForm } from '../../../ui/kept-form.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { t } from '../../../ui/text.ts';

const groups: readonly (readonly ['clocks' | 'severity' | 'limits', readonly PolicyField[]])[] = [
  [
    'clocks',
    [
      'first_response_days',
      'verification_days',
      'resolution_general_days',
      'resolution_major_days',
      'acting_days',
    ],
  ],
  ['severity', ['repeat_days', 'cluster_days', 'cluster_size', 'value_bound']],
  [
    'limits',
    [
      'store_limit',
      'region_limit',
      'operations_limit',
      'store_month_limit',
      'region_month_limit',
      'operations_month_limit',
      'point_value',
    ],
  ],
];

export class ComplaintPolicyCard {
  private readonly setting: Loading<Tagged<ComplaintPolicySetting>>;
  private form: Form;

  constructor(
    private readonly refresh: () => void,
    private readonly signal: AbortSignal,
    private readonly currency: () => string,
  ) {
    this.setting = new Loading(refresh);
    this.form = new Form('complaint-policy', refresh);
  }

  load = async (): Promise<void> => {
    await this.setting.load(() => readComplaintPolicy(this.signal));
  };

  private save = async (event: SubmitEvent): Promise<void> => {
    const currency = this.currency();
    const saved = await this.form.submit(event, async (values) => {
      const { policy, wrong } = typedPolicy((field) => values.text(field) ?? '', currency);
      if (wrong.length > 0) {
        const error = (field: PolicyField) =>
          t(isAmount(field) ? 'form.amount' : 'settings.complaints.number');
        throw new FieldErrors(Object.fromEntries(wrong.map((field) => [field, error(field)])));
      }
      return changeComplaintPolicy(this.setting.value?.tag ?? '', policy);
    });
    if (!saved) return;
    this.setting.value = saved;
    announce(t('common.saved'));
    this.refresh();
  };

  view(): TemplateResult {
    return html`<section class="card" aria-labelledby="complaint-policy-title">
      <h2 id="complaint-policy-title">${t('settings.complaints')}</h2>
      <p class="quiet">${t('settings.complaints.lead')}</p>
      ${loaded(this.setting, ({ value }) => this.formView(value), 8)}
    </section>`;
  }

  private formView(setting: ComplaintPolicySetting): TemplateResult {
    const { form } = this;
    const stale = form.failure instanceof ProblemError && form.failure.status === 412;
    const refused = refusal('settings:write', true);
    const text = policyText(setting.policy, this.currency());
    const body = html`${groups.map(([group, fields]) => this.group(group, fields, text, refused !== undefined))}
        ${refused ? html`<p class="quiet">${refused}</p>` : formButtons(form, t('settings.tiers.save'))}`;
    return html`${stale ? this.staleNote() : nothing}
      ${keptForm({ form, send: this.save, renew: this.renew, look: 'stack', body })}
      <p class="quiet">
        ${
          setting.version === 0
            ? t('settings.versions.none')
            : t('settings.complaints.version', {
                version: number(setting.version),
                day: day(setting.effective_from),
              })
        }
      </p>`;
  }

  private group(
    group: (typeof groups)[number][0],
    fields: readonly PolicyField[],
    text: PolicyText,
    disabled: boolean,
  ): TemplateResult {
    const label = (field: PolicyField) => {
      const name = t(`settings.complaints.${field}`);
      return isAmount(field) ? amountLabel(name, this.currency()) : name;
    };
    return html`<fieldset class="form">
      <legend>${t(`settings.complaints.group.${group}`)}</legend>
      ${fields.map((field) =>
        inputField(this.form, field, label(field), {
          value: text[field],
          inputmode: isAmount(field) ? 'decimal' : 'numeric',
          required: true,
          disabled,
        }),
      )}
    </fieldset>`;
  }

  private renew = (): void => {
    this.form = new Form('complaint-policy', this.refresh);
    void this.load();
  };

  private staleNote(): TemplateResult {
    return html`<p><button type="button" class="button small" @click=${this.renew}>${t('common.load_newest')}</button></p>`;
  }
}
