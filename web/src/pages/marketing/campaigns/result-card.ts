/**
 * What a campaign achieved: the verdict and its reading, the difference of each arm to the control group with its
 * interval drawn, and the table that says the same.
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { CampaignResults } from '../../../api/marketing/campaign-results.ts';
import { intervalOf } from '../../../models/marketing/interval.ts';
import { intervalChart } from '../../../ui/charts/intervals.ts';
import { day, figure, money, number, share, stateBadge } from '../../../ui/components.ts';
import { type Loading, loaded } from '../../../ui/loading.ts';
import { language, pair, t, word } from '../../../ui/text.ts';

type Arm = CampaignResults['arms'][number];
type Group = Arm['group'];
type Effect = NonNullable<Arm['effect']>;

export function resultCard(results: Loading<CampaignResults>): TemplateResult {
  return html`<section class="card stack" aria-labelledby="result-title">
    <h2 id="result-title">${t('campaigns.result')}</h2>
    ${loaded(results, view, 5)}
  </section>`;
}

function view(results: CampaignResults): TemplateResult {
  const { window, gain } = results;
  return html`<div class="stack">
    <div class="hero" data-verdict=${results.verdict}>
      <p class="hero-figure">
        ${results.effect ? html`<strong>${points(results.effect.conversion.value)} <small>${t('campaigns.result.points')}</small></strong>` : nothing}
        ${stateBadge('verdict', results.verdict)}
        <span class="quiet">${t('campaigns.result.window', { from: day(window.from), to: day(window.to) })}</span>
        ${window.is_over ? nothing : html`<span class="tag">${t('campaigns.result.running')}</span>`}
      </p>
      <p class="hero-reading">${results.reading[0] ?? ''}</p>
      ${results.reading.slice(1).map((sentence) => html`<p class="quiet">${sentence}</p>`)}
    </div>
    ${gain ? gains(gain) : nothing}
    ${results.effect ? intervals(results.arms) : nothing}
    ${groups(results)}
    ${results.effect ? html`<p class="quiet">${t('campaigns.result.method')}</p>` : nothing}
  </div>`;
}

function gains(gain: NonNullable<CampaignResults['gain']>): TemplateResult {
  const people = (value: string) => number(Number(value).toFixed(0));
  return html`<div class="figures">
    ${figure(t('campaigns.result.won'), people(gain.buyers.value))}
    ${figure(t('campaigns.result.extra_revenue'), money(gain.revenue?.value))}
    ${figure(t('campaigns.result.extra_margin'), money(gain.margin?.value))}
    ${figure(t('campaigns.result.cost'), money(gain.cost))}
    ${figure(t('campaigns.result.roi'), share(gain.roi))}
    ${figure(t('campaigns.result.cost_per_buyer'), money(gain.cost_per_buyer))}
  </div>`;
}

/** Each arm's difference in the share of buyers, in percentage points. */
function intervals(arms: readonly Arm[]): TemplateResult {
  const shown = arms.flatMap((arm) => (arm.effect ? [{ arm, effect: arm.effect }] : []));
  const inPoints = (effect: Effect) => {
    const { value, low, high } = intervalOf(effect.conversion);
    return { value: value * 100, low: low * 100, high: high * 100 };
  };
  return intervalChart({
    label: t('campaigns.result.chart', {
      text: shown.map(({ arm, effect }) => pair(arm.name, range(effect))).join('; '),
    }),
    caption: t('campaigns.result.caption'),
    rows: shown.map(({ arm, effect }) => ({
      name: arm.name,
      interval: inPoints(effect),
      text: range(effect),
      tone: effect.conversion.verdict,
    })),
    format: (value) => new Intl.NumberFormat(language(), { signDisplay: 'exceptZero' }).format(value),
  });
}

interface Line {
  name: string;
  group: Group;
  effect: Effect | null | undefined;
}

function groups(results: CampaignResults): TemplateResult {
  const lines: Line[] = results.arms.map((arm) => ({ name: arm.name, group: arm.group, effect: arm.effect }));
  if (results.arms.length > 1)
    lines.push({ name: t('campaigns.result.all'), group: results.treated, effect: results.effect });
  if (results.control)
    lines.push({ name: t('campaigns.result.control'), group: results.control, effect: undefined });
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label=${t('campaigns.result.arm')}><table class="cards result-groups" aria-label=${t('campaigns.result')}>
    <thead>
      <tr>
        <th scope="col">${t('campaigns.result.arm')}</th>
        <th scope="col" class="number">${t('campaigns.result.people')}</th>
        <th scope="col" class="number">${t('campaigns.result.buyers')}</th>
        <th scope="col" class="number">${t('campaigns.result.conversion')}</th>
        <th scope="col">${t('campaigns.result.difference')}</th>
        <th scope="col" class="number">${t('campaigns.result.revenue')}</th>
        <th scope="col">${t('campaigns.result.verdict')}</th>
      </tr>
    </thead>
    <tbody>
      ${lines.map(
        ({ name, group, effect }) => html`<tr>
          <td data-label=${t('campaigns.result.arm')}>${name}</td>
          <td class="number" data-label=${t('campaigns.result.people')}>${number(group.people)}</td>
          <td class="number" data-label=${t('campaigns.result.buyers')}>${number(group.buyers)}</td>
          <td class="number" data-label=${t('campaigns.result.conversion')}>${share(group.conversion) || '–'}</td>
          <td data-label=${t('campaigns.result.difference')}>${effect ? range(effect) : '–'}</td>
          <td class="number" data-label=${t('campaigns.result.revenue')}>${money(group.revenue_per_person)}</td>
          <td data-label=${t('campaigns.result.verdict')}>${effect ? word('verdict', effect.conversion.verdict) : '–'}</td>
        </tr>`,
      )}
    </tbody>
  </table></div>`;
}

/** `+12.3 % (4.1 % … 20.5 %)`, in percentage points. */
function range(effect: Effect): string {
  const { value, low, high } = effect.conversion;
  return t('campaigns.result.range', { value: points(value), low: points(low), high: points(high) });
}

const points = (share: string): string =>
  new Intl.NumberFormat(language(), {
    signDisplay: 'exceptZero',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(Number(share) * 100);
