/**
 * What a campaign achieved: the verdict and its reading, the difference of each arm to the control group with its
 * interval drawn, and the table that says the same.
 */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { CampaignResults } from '../../../api/marketing/campaign-results.ts';
import { formatPercent } from '../../../models/format.ts';
import { intervalOf, placeOn } from '../../../models/marketing/interval.ts';
import { day, figure, money, number, stateBadge } from '../../../ui/components.ts';
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
    <p>
      ${stateBadge('verdict', results.verdict)}
      <span class="quiet">${t('campaigns.result.window', { from: day(window.from), to: day(window.to) })}</span>
      ${window.is_over ? nothing : html`<span class="tag">${t('campaigns.result.running')}</span>`}
    </p>
    <div>${results.reading.map((sentence) => html`<p>${sentence}</p>`)}</div>
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
    ${figure(t('campaigns.result.roi'), gain.roi ? percent(gain.roi) : '')}
    ${figure(t('campaigns.result.cost_per_buyer'), money(gain.cost_per_buyer))}
  </div>`;
}

const width = 480;
const left = 96;
const line = 34;

/** Each arm's difference in the share of buyers: a point with its interval, against a line at zero. */
function intervals(arms: readonly Arm[]): TemplateResult {
  const shown = arms.flatMap((arm) => (arm.effect ? [{ arm, effect: arm.effect }] : []));
  const spans = shown.map(({ effect }) => intervalOf(effect.conversion));
  const place = placeOn(spans, width - left - 12);
  const at = (value: number) => left + place(value);
  const bottom = shown.length * line + 6;
  const row = ({ arm, effect }: { arm: Arm; effect: Effect }, index: number) => {
    const { value, low, high } = intervalOf(effect.conversion);
    const y = index * line + line / 2 + 4;
    return svg`<g data-verdict=${effect.conversion.verdict}>
      <text class="name" x="0" y=${y + 4}>${arm.name.length > 8 ? `${arm.name.slice(0, 7)}…` : arm.name}</text>
      <line class="reach" x1=${at(low)} x2=${at(high)} y1=${y} y2=${y}></line>
      <line class="reach" x1=${at(low)} x2=${at(low)} y1=${y - 5} y2=${y + 5}></line>
      <line class="reach" x1=${at(high)} x2=${at(high)} y1=${y - 5} y2=${y + 5}></line>
      <circle cx=${at(value)} cy=${y} r="5"></circle>
    </g>`;
  };
  return html`<figure class="intervals">
    <svg viewBox="0 0 ${width} ${bottom + 18}" role="img" aria-label=${t('campaigns.result.chart', { text: shown.map(({ arm, effect }) => pair(arm.name, range(effect))).join('; ') })}>
      <line class="zero" x1=${at(0)} x2=${at(0)} y1="0" y2=${bottom}></line>
      <text class="tick" x=${at(0)} y=${bottom + 14}>0</text>
      ${shown.map(row)}
    </svg>
    <figcaption class="quiet">${t('campaigns.result.caption')}</figcaption>
  </figure>`;
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
          <td class="number" data-label=${t('campaigns.result.conversion')}>${group.conversion ? percent(group.conversion) : '–'}</td>
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

const percent = (share: string): string => formatPercent(Number(share), language());
const points = (share: string): string =>
  new Intl.NumberFormat(language(), {
    signDisplay: 'exceptZero',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(Number(share) * 100);
