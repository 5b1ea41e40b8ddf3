/** The plan as it reads: one document in five parts. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Campaign } from '../../../api/marketing/campaigns.ts';
import type { Segment } from '../../../api/marketing/segments.ts';
import { type PlanPart, percentOfBasisPoints, planTexts } from '../../../models/marketing/campaign.ts';
import { fact, moment, money, number } from '../../../ui/components.ts';
import { joined, type TextKey, t, word } from '../../../ui/text.ts';

export function planCard(campaign: Campaign, segments: readonly Segment[]): TemplateResult {
  const parts = Object.keys(planTexts) as PlanPart[];
  return html`<section class="card stack" aria-labelledby="plan-title">
    <h2 id="plan-title">${t('campaigns.plan')}</h2>
    ${parts.map((part) => partView(campaign, segments, part))}
  </section>`;
}

function partView(
  campaign: Campaign,
  segments: readonly Segment[],
  part: PlanPart,
): TemplateResult | typeof nothing {
  const texts = (campaign.plan[part] ?? {}) as Record<string, unknown>;
  const lines = planTexts[part].map((name) => {
    const text = texts[name];
    return fact(t(`campaigns.plan.${part}.${name}` as TextKey), typeof text === 'string' ? text : undefined);
  });
  const own =
    part === 'purpose' ? goal(campaign) : part === 'execution' ? execution(campaign, segments) : nothing;
  if (own === nothing && lines.every((line) => line === nothing)) return nothing;
  return html`<h3>${t(`campaigns.part.${part}` as TextKey)}</h3><dl class="facts">${own} ${lines}</dl>`;
}

function goal({ plan }: Campaign): TemplateResult {
  const { goal: aim, target } = plan.purpose ?? {};
  return html`${fact(t('campaigns.goal'), word('goal', aim))} ${fact(t('campaigns.target'), number(target))}`;
}

function execution(campaign: Campaign, segments: readonly Segment[]): TemplateResult {
  const names = (ids: readonly string[] | undefined) =>
    joined(
      (ids ?? []).map(
        (id) => segments.find((segment) => segment.id === id)?.name ?? t('common.name_unknown'),
      ),
    );
  const arms = joined(
    campaign.arms.map(({ name, share }) =>
      t('common.with_sign', { label: name, sign: `${percentOfBasisPoints(share)}%` }),
    ),
  );
  const { audience } = campaign;
  return html`${fact(t('campaigns.channel'), word('message_channel', campaign.channel))}
    ${fact(t('campaigns.purpose'), word('message_purpose', campaign.purpose))}
    ${fact(t('campaigns.audience.of'), names(audience.segments))}
    ${fact(t('campaigns.audience.without'), names(audience.exclude))}
    ${fact(t('campaigns.approved_people'), number(campaign.approved_people))} ${fact(t('campaigns.arms'), arms)}
    ${fact(t('campaigns.control'), `${percentOfBasisPoints(campaign.control_share)}%`)}
    ${fact(t('campaigns.days'), number(campaign.attribution_days))}
    ${fact(t('campaigns.begins'), moment(campaign.launched_at ?? campaign.scheduled_at))}
    ${fact(t('campaigns.until'), moment(campaign.send_until))} ${fact(t('campaigns.budget'), money(campaign.budget))}
    ${fact(t('campaigns.cost'), money(campaign.cost))}
    ${fact(t('campaigns.margin'), campaign.margin_rate === null || campaign.margin_rate === undefined ? undefined : `${percentOfBasisPoints(campaign.margin_rate)}%`)}`;
}
