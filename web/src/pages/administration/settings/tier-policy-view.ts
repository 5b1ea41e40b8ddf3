/** How the tier policy looks: the form, the effect in words, the versions. */
import { html, nothing, type TemplateResult } from 'lit';
import type { TierPolicyVersion } from '../../../api/administration/settings.ts';
import { type PolicyForm, policyForm } from '../../../models/customers/tier-policy.ts';
import { day, moment, money, number, sign } from '../../../ui/components.ts';
import { formButtons, inputField, selectField } from '../../../ui/fields.ts';
import type { Form } from '../../../ui/form.ts';
import { keptForm } from '../../../ui/kept-form.ts';
import { wordOptions } from '../../../ui/options.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';

interface PolicyState {
  form: Form;
  values: PolicyForm;
  currency: string;
  /** Why this person may not change it; undefined when they may. */
  refused: string | undefined;
  disabled: boolean;
  change: (changes: Partial<PolicyForm>) => void;
  save: (event: SubmitEvent) => void;
  renew: () => void;
}

export function policyFields(state: PolicyState): TemplateResult {
  const { form, values, refused, disabled, change } = state;
  const fixed = values.method === 'fixed_bounds';
  const body = html`${selectField(form, 'method', t('settings.method'), wordOptions('tier_method'), {
    value: values.method,
    disabled,
    onChange: (method) => change({ method }),
  })}
    ${selectField(form, 'window/kind', t('settings.window'), wordOptions('window'), {
      value: values.window,
      disabled,
      onChange: (window) => change({ window }),
    })}
    ${values.window === 'trailing_months' ? monthsField(state) : nothing} ${values.window === 'from_to' ? dateFields(state) : nothing}
    ${fixed ? boundFields(state) : shareFields(state)}
    <p class="note">${t(fixed ? 'settings.effect.fixed' : 'settings.effect.share')}</p>
    ${disabled ? html`<p class="quiet">${refused}</p>` : formButtons(form, t('settings.tiers.save'))}`;
  return keptForm({ form, send: state.save, renew: state.renew, body });
}

function monthsField({ form, values, disabled, change }: PolicyState): TemplateResult {
  return inputField(form, 'window/months', t('settings.months'), {
    value: values.months,
    type: 'number',
    min: 1,
    max: 120,
    disabled,
    onChange: (months) => change({ months }),
  });
}

function dateFields({ form, values, disabled, change }: PolicyState): TemplateResult {
  return html`${inputField(form, 'window/from', t('settings.from'), {
    type: 'date',
    value: values.from,
    disabled,
    onChange: (from) => change({ from }),
  })}
  ${inputField(form, 'window/to', t('settings.to'), {
    type: 'date',
    value: values.to,
    disabled,
    onChange: (to) => change({ to }),
  })}`;
}

function boundFields({ form, values, currency, disabled, change }: PolicyState): TemplateResult {
  const bound = (name: 'a' | 'b', field: 'boundA' | 'boundB') =>
    inputField(form, `bounds/${name}`, t(`settings.bound.${name}`, { currency: sign(currency) }), {
      value: values[field],
      inputmode: 'decimal',
      disabled,
      onChange: (typed) => change({ [field]: typed }),
    });
  return html`${bound('a', 'boundA')} ${bound('b', 'boundB')}`;
}

function shareFields({ form, values, disabled, change }: PolicyState): TemplateResult {
  const share = (name: 'a' | 'b', field: 'shareA' | 'shareB') =>
    inputField(form, `shares/${name}`, t(`settings.share.${name}`), {
      value: values[field],
      inputmode: 'decimal',
      disabled,
      onChange: (typed) => change({ [field]: typed }),
    });
  return html`${share('a', 'shareA')} ${share('b', 'shareB')}`;
}

export function versionsView(
  rows: readonly TierPolicyVersion[],
  currency: string,
  names: ReadonlyMap<string, string>,
): TemplateResult {
  if (rows.length === 0) return html`<p class="quiet">${t('settings.versions.none')}</p>`;
  return html`<h3>${t('settings.versions')}</h3>
    ${table<TierPolicyVersion>({
      label: t('settings.versions'),
      rows,
      key: (row) => row.version,
      columns: [
        { label: t('settings.version'), number: true, cell: (row) => number(row.version) },
        { label: t('settings.effective'), nowrap: true, cell: (row) => day(row.effective_from) },
        { label: t('settings.method'), cell: (row) => word('tier_method', row.policy.method) },
        { label: t('settings.rule'), cell: (row) => ruleText(row, currency) },
        {
          label: t('settings.changed_by'),
          cell: (row) => names.get(row.changed_by ?? '') ?? (row.changed_by ? t('common.name_unknown') : ''),
        },
        { label: t('common.changed'), nowrap: true, cell: (row) => moment(row.changed_at) },
      ],
    })}`;
}

function ruleText(row: TierPolicyVersion, currency: string): string {
  const { policy } = row;
  const form = policyForm(policy, currency);
  const bound = (amount: number) => money({ amount, currency });
  const rule =
    policy.bounds && form.method === 'fixed_bounds'
      ? `A ≥ ${bound(policy.bounds.a)}, B ≥ ${bound(policy.bounds.b)}`
      : `A ≤ ${form.shareA}%, B ≤ ${form.shareB}%`;
  return `${rule} · ${windowText(form)}`;
}

function windowText(form: PolicyForm): string {
  if (form.window === 'trailing_months') return t('settings.months.last', { count: Number(form.months) });
  if (form.window === 'from_to') return `${day(form.from)} – ${day(form.to)}`;
  return word('window', form.window);
}
