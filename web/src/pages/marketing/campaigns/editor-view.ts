/** The fields of a plan, card by card. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Segment } from '../../../api/marketing/segments.ts';
import type { ChannelStatus, Template } from '../../../api/messaging/templates.ts';
import type { Unit } from '../../../api/organisation/units.ts';
import { type CampaignDraft, type PlanPart, planTexts } from '../../../models/marketing/campaign.ts';
import { channelNote } from '../../../ui/channel-note.ts';
import { number } from '../../../ui/components.ts';
import { checkField, inputField, selectField, textField } from '../../../ui/fields.ts';
import type { Form } from '../../../ui/form.ts';
import { wordOptions } from '../../../ui/options.ts';
import { type TextKey, t } from '../../../ui/text.ts';

/** What one can choose among. */
export interface Choices {
  units: readonly Unit[];
  segments: readonly Segment[];
  templates: readonly Template[];
  channels: readonly ChannelStatus[];
  currency: string;
}

export function nameFields(form: Form, draft: CampaignDraft, { channels }: Choices): TemplateResult {
  return html`<div class="card form">
    ${inputField(form, 'name', t('common.name'), { value: draft.name, required: true, maxlength: 100, wide: true })}
    ${selectField(form, 'channel', t('campaigns.channel'), wordOptions('message_channel'), { value: draft.channel })}
    ${selectField(form, 'purpose', t('campaigns.purpose'), wordOptions('message_purpose'), { value: draft.purpose })}
    ${channelNote(draft.channel, channels)}
  </div>`;
}

/** One of the five parts: its texts, and for the purpose the goal with its number. */
export function planFields(form: Form, draft: CampaignDraft, part: PlanPart): TemplateResult {
  const goal = () => html`${selectField(form, 'plan/purpose/goal', t('campaigns.goal'), wordOptions('goal'), {
    value: draft.goal,
    empty: t('campaigns.goal.none'),
  })}
  ${inputField(form, 'plan/purpose/target', t('campaigns.target'), {
    value: draft.target,
    inputmode: 'numeric',
    hint: t('campaigns.target.hint'),
  })}`;
  return html`<fieldset class="card form">
    <legend>${t(`campaigns.part.${part}` as TextKey)}</legend>
    ${part === 'purpose' ? goal() : nothing}
    ${planTexts[part].map((name) =>
      textField(form, `plan/${part}/${name}`, t(`campaigns.plan.${part}.${name}` as TextKey), {
        value: draft.texts[`${part}/${name}`] ?? '',
        rows: 2,
      }),
    )}
  </fieldset>`;
}

/** Which segments it is for, and which are left out; a segment is never both. */
export function audienceFields(form: Form, draft: CampaignDraft, { segments }: Choices): TemplateResult {
  const list = (name: 'segments' | 'exclude', label: string) => {
    const other = name === 'segments' ? draft.exclude : draft.segments;
    const error = form.errors[`audience/${name}`];
    return html`<div role="group" aria-label=${label}>
      <p><strong>${label}</strong></p>
      ${segments
        .filter((segment) => !other.includes(segment.id))
        .map((segment) =>
          checkField(name, segment.name, {
            value: segment.id,
            checked: draft[name].includes(segment.id),
            hint: t('campaigns.members', { count: segment.size, number: number(segment.size) }),
          }),
        )}
      ${error ? html`<p class="field-error">${error}</p>` : nothing}
    </div>`;
  };
  return html`<fieldset class="card form">
    <legend>${t('campaigns.audience')}</legend>
    ${
      segments.length === 0
        ? html`<p class="quiet">${t('campaigns.audience.none')} <a href="/segments/new">${t('segments.new')}</a></p>`
        : html`${list('segments', t('campaigns.audience.of'))} ${list('exclude', t('campaigns.audience.without'))}`
    }
  </fieldset>`;
}

export function armFields(options: {
  form: Form;
  draft: CampaignDraft;
  choices: Choices;
  add: () => void;
  remove: (key: string) => void;
}): TemplateResult {
  const { form, draft, choices } = options;
  const fitting = choices.templates
    .filter((template) => template.channel === draft.channel && template.purpose === draft.purpose)
    .map((template) => ({ value: template.id, label: template.name }));
  const error = form.errors.arms;
  return html`<fieldset class="card stack">
    <legend>${t('campaigns.arms')}</legend>
    ${fitting.length === 0 ? html`<p class="note warn">${t('campaigns.arms.no_template')} <a href="/templates/new">${t('templates.new')}</a></p>` : nothing}
    ${draft.arms.map(
      (arm, index) => html`<div class="form" role="group" aria-label=${t('campaigns.arm', { key: arm.key })}>
        ${inputField(form, `arms/${index}/name`, t('campaigns.arm.name'), { value: arm.name, maxlength: 60, required: true })}
        ${selectField(form, `arms/${index}/template_id`, t('campaigns.arm.template'), fitting, { value: arm.template, empty: t('campaigns.arm.choose') })}
        ${inputField(form, `arms/${index}/share`, t('campaigns.arm.share'), { value: arm.share, inputmode: 'decimal' })}
        ${
          draft.arms.length > 1
            ? html`<button type="button" class="button small" @click=${() => options.remove(arm.key)}>${t('campaigns.arm.remove', { key: arm.key })}</button>`
            : nothing
        }
      </div>`,
    )}
    ${error ? html`<p class="field-error">${error}</p>` : nothing}
    ${
      draft.arms.length < 5
        ? html`<p><button type="button" class="button small" @click=${options.add}>${t('campaigns.arm.add')}</button></p>`
        : nothing
    }
    <div class="form">
      ${inputField(form, 'control_share', t('campaigns.control'), { value: draft.control, inputmode: 'decimal', hint: t('campaigns.control.hint') })}
      ${inputField(form, 'attribution_days', t('campaigns.days'), { value: draft.days, inputmode: 'numeric', hint: t('campaigns.days.hint') })}
      ${inputField(form, 'send_until', t('campaigns.until'), { value: draft.until, type: 'datetime-local', hint: t('campaigns.until.hint') })}
    </div>
  </fieldset>`;
}

export function moneyFields(form: Form, draft: CampaignDraft): TemplateResult {
  return html`<fieldset class="card form">
    <legend>${t('campaigns.money')}</legend>
    ${inputField(form, 'budget', t('campaigns.budget'), { value: draft.budget, inputmode: 'decimal' })}
    ${inputField(form, 'cost', t('campaigns.cost'), { value: draft.cost, inputmode: 'decimal', hint: t('campaigns.cost.hint') })}
    ${inputField(form, 'margin_rate', t('campaigns.margin'), { value: draft.margin, inputmode: 'decimal', hint: t('campaigns.margin.hint') })}
  </fieldset>`;
}
