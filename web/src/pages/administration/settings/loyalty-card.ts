/** The bounds of membership: what a return does to a level, and how many points one person may give by hand. */
import { html, type TemplateResult } from 'lit';
import {
  changeLoyaltyPolicy,
  type LoyaltyPolicy,
  type LoyaltySetting,
  readLoyaltyPolicy,
} from '../../../api/administration/settings.ts';
import type { Tagged } from '../../../api/client.ts';
import { parsePoints } from '../../../models/loyalty/points.ts';
import { refusal } from '../../../ui/components.ts';
import { formButtons, inputField } from '../../../ui/fields.ts';
import { FieldErrors, Form, type FormValues } from '../../../ui/form.ts';
import { keptForm } from '../../../ui/kept-form.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { t } from '../../../ui/text.ts';

const fields = [
  'return_days',
  'region_customer_points',
  'region_month_points',
  'operations_customer_points',
  'operations_month_points',
] as const;

export class LoyaltyCard {
  private readonly setting: Loading<Tagged<LoyaltySetting>>;
  private form: Form;

  constructor(
    private readonly refresh: () => void,
    private readonly signal: AbortSignal,
  ) {
    this.setting = new Loading(refresh);
    this.form = new Form('loyalty', refresh);
  }

  load = async (): Promise<void> => {
    await this.setting.load(() => readLoyaltyPolicy(this.signal));
  };

  private save = async (event: SubmitEvent): Promise<void> => {
    const saved = await this.form.submit(event, async (values) =>
      changeLoyaltyPolicy(this.setting.value?.tag ?? '', policy(values)),
    );
    if (!saved) return;
    this.setting.value = saved;
    announce(t('common.saved'));
    this.refresh();
  };

  private renew = (): void => {
    this.form = new Form('loyalty', this.refresh);
    this.refresh();
  };

  view(): TemplateResult {
    return html`<section class="card" aria-labelledby="loyalty-title">
      <h2 id="loyalty-title">${t('settings.loyalty')}</h2>
      <p class="quiet">${t('settings.loyalty.lead')}</p>
      ${loaded(this.setting, ({ value }) => this.fields(value.policy), 5)}
    </section>`;
  }

  private fields(value: LoyaltyPolicy): TemplateResult {
    const refused = refusal('settings:write', true);
    const disabled = refused !== undefined;
    const { form } = this;
    const body = html`${fields.map((field) =>
      inputField(form, field, t(`settings.loyalty.${field}`), {
        value: String(value[field] ?? ''),
        inputmode: 'numeric',
        required: true,
        disabled,
        ...(field === 'return_days' ? { hint: t('settings.loyalty.return_days.hint') } : {}),
      }),
    )}
      ${disabled ? html`<p class="quiet">${refused}</p>` : formButtons(form, t('common.save'))}`;
    return keptForm({ form, send: this.save, renew: this.renew, body });
  }
}

function policy(values: FormValues): Required<LoyaltyPolicy> {
  const typed = fields.map((field) => [field, wholeNumber(values.text(field) ?? '')] as const);
  const wrong = typed.filter(([, number]) => number === undefined);
  if (wrong.length > 0) {
    throw new FieldErrors(Object.fromEntries(wrong.map(([field]) => [field, t('memberships.number')])));
  }
  return Object.fromEntries(typed) as Required<LoyaltyPolicy>;
}

/** Zero is one too. */
function wholeNumber(typed: string): number | undefined {
  return typed.normalize('NFKC').trim() === '0' ? 0 : parsePoints(typed);
}
