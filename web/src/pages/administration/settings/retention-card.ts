/** How long what is held on persons is kept, with a report before anything goes. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  changeRetention,
  type RetentionPolicy,
  type RetentionReport,
  type RetentionSetting,
  readRetention,
  reportRetention,
} from '../../../api/administration/settings.ts';
import type { Tagged } from '../../../api/client.ts';
import { can } from '../../../api/session.ts';
import { number, refusal } from '../../../ui/components.ts';
import { checkField, formButtons, inputField } from '../../../ui/fields.ts';
import { Form, FormValues } from '../../../ui/form.ts';
import { keptForm } from '../../../ui/kept-form.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { t } from '../../../ui/text.ts';

/** Each rule with its name and what it takes. */
const rules = () =>
  [
    ['prospect_days', t('retention.prospect_days'), t('retention.prospect_days.hint')],
    ['customer_days', t('retention.customer_days'), t('retention.customer_days.hint')],
    ['interaction_days', t('retention.interaction_days'), t('retention.interaction_days.hint')],
    ['import_file_days', t('retention.import_file_days'), t('retention.import_file_days.hint')],
  ] as const;

export class RetentionCard {
  private readonly setting: Loading<Tagged<RetentionSetting>>;
  private form: Form;
  private report: RetentionReport | undefined;

  constructor(
    private readonly refresh: () => void,
    private readonly signal: AbortSignal,
  ) {
    this.setting = new Loading(refresh);
    this.form = new Form('retention', refresh);
  }

  load = async (): Promise<void> => {
    await this.setting.load(() => readRetention(this.signal));
  };

  private save = async (event: SubmitEvent): Promise<void> => {
    const saved = await this.form.submit(event, (values) =>
      changeRetention(this.setting.value?.tag ?? '', policy(values)),
    );
    if (!saved) return;
    this.setting.value = saved;
    announce(t('common.saved'));
    this.refresh();
  };

  private renew = (): void => {
    this.form = new Form('retention', this.refresh);
    this.refresh();
  };

  /** How much what stands in the form would take now. */
  private count = async (event: Event): Promise<void> => {
    const element = (event.target as HTMLElement).closest('form');
    if (!element) return;
    try {
      this.report = await reportRetention(policy(new FormValues(new FormData(element))));
    } catch (error) {
      announce(problemText(error).title);
    }
    this.refresh();
  };

  view(): TemplateResult {
    return html`<section class="card" aria-labelledby="retention-title">
      <h2 id="retention-title">${t('retention.title')}</h2>
      <p class="quiet">${t('retention.lead')}</p>
      ${loaded(this.setting, ({ value }) => this.fields(value.policy), 3)}
    </section>`;
  }

  private fields(value: RetentionPolicy): TemplateResult {
    const refused = refusal('settings:write', true);
    const disabled = refused !== undefined;
    const { form } = this;
    const body = html`${rules().map(([name, label, hint]) =>
      inputField(form, name, label, {
        value: value[name] ?? '',
        inputmode: 'numeric',
        disabled,
        hint,
      }),
    )}
      <fieldset class="checks" ?disabled=${disabled}>
        <legend>${t('retention.job')}</legend>
        ${checkField('is_on', t('retention.is_on'), { value: 'true', checked: value.is_on })}
      </fieldset>
      ${
        can('privacy:read')
          ? html`<p>
              <button type="button" class="button small" @click=${this.count}>${t('retention.report')}</button>
            </p>`
          : nothing
      }
      <div role="status">${this.report ? told(this.report) : nothing}</div>
      ${disabled ? html`<p class="quiet">${refused}</p>` : formButtons(form, t('common.save'))}`;
    return keptForm({ form, send: this.save, renew: this.renew, body });
  }
}

function told(report: RetentionReport): TemplateResult {
  return html`<p>
    ${t('retention.would_go', {
      prospects: number(report.prospects),
      customers: number(report.customers),
      interactions: number(report.interactions),
      files: number(report.import_files),
    })}
  </p>`;
}

/** What was typed. What is no whole number becomes 0, which no rule takes: the API says so at its place. */
function policy(values: FormValues): RetentionPolicy {
  const rule = (name: string): number | null => {
    if (values.text(name) === undefined) return null;
    const value = values.number(name);
    return value !== undefined && Number.isInteger(value) ? value : 0;
  };
  return {
    is_on: values.checked('is_on'),
    prospect_days: rule('prospect_days'),
    customer_days: rule('customer_days'),
    interaction_days: rule('interaction_days'),
    import_file_days: rule('import_file_days'),
  };
}
