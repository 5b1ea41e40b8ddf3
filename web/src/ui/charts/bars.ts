/**
 * Values one after the other as bars from zero. Words and numbers are text of the page and keep their size in a narrow
 * window; only the bars and the lines are drawn. A pure view: it asks nothing and holds nothing.
 *
 * One stop of the tab key; arrows lead from bar to bar, each with its value in words. A bar leads to what it is made of.
 * Below stands a table that says the same.
 */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { type BarScale, barScale } from '../../models/bars.ts';
import { pair } from '../text.ts';
import { chartTable } from './table.ts';
import { walkAmong } from './walk.ts';

export interface Bar {
  readonly value: number;
  /** What it is of, in full: `March 2026`. */
  readonly name: string;
  /** The value in words. */
  readonly text: string;
  /** What stands under the axis; most bars have nothing there. */
  readonly tick?: { readonly text: string /** Left out in a narrow window. */; readonly minor?: boolean };
  /** More columns of the table. */
  readonly cells?: readonly string[];
  /** To what it is made of. */
  readonly href?: string | undefined;
  /** What it is made of stands on the page already. */
  readonly chosen?: boolean;
  /** Not all of it is there yet, such as of the current month. */
  readonly partial?: boolean;
}

export interface BarChart {
  /** What is shown. */
  readonly label: string;
  /** What there is to see, in a sentence. */
  readonly caption: string;
  readonly bars: readonly Bar[];
  /** A number of the axis in the language of the reader. */
  readonly format: (value: number) => string;
  /** The heads of the table: what a bar is of, its value, then those of `cells`. */
  readonly heads: readonly string[];
}

export function barChart({ label, caption, bars, format, heads }: BarChart): TemplateResult {
  const scale = barScale(bars.map((bar) => bar.value));
  const peak = bars.reduce((best, bar, index) => (bar.value > (bars[best]?.value ?? 0) ? index : best), 0);
  const stop = Math.max(
    bars.findIndex((bar) => bar.chosen),
    bars.findLastIndex((bar) => bar.value !== 0),
  );
  return html`<figure class="bar-chart">
    <div class="bar-plot">
      <div class="bar-ticks" aria-hidden="true">
        ${scale.ticks.toReversed().map((tick) => html`<span>${format(tick)}</span>`)}
      </div>
      <div class="bar-field">
        ${grid(scale)}
        <ol class="bar-columns" aria-label=${label} @keydown=${(event: KeyboardEvent) => walkAmong(event, '.bar', { sideways: true })}>
          ${bars.map((bar, index) => column(bar, scale, index, { peak: index === peak, stop: index === Math.max(0, stop) }))}
        </ol>
      </div>
    </div>
    <figcaption class="quiet">${caption}</figcaption>
    ${asTable({ label, heads, bars })}
  </figure>`;
}

function grid({ ticks, at }: BarScale): TemplateResult {
  const line = (tick: number) =>
    svg`<line class=${tick === 0 ? 'zero' : 'grid'} x1="0" x2="100%" y1="${at(tick)}%" y2="${at(tick)}%"></line>`;
  return html`<svg class="bar-grid" aria-hidden="true">${ticks.map(line)}</svg>`;
}

function column(
  bar: Bar,
  { bars }: BarScale,
  index: number,
  { peak, stop }: { peak: boolean; stop: boolean },
): TemplateResult {
  const placed = bars[index] ?? { top: 0, height: 0 };
  const words = pair(bar.name, [bar.text, ...(bar.cells ?? [])].join(' · '));
  const tabIndex = stop ? '0' : '-1';
  const inside = html`<svg aria-hidden="true">
      <rect x="14%" width="72%" y="${placed.top}%" height="${placed.height}%" rx="2"></rect>
    </svg>
    <span class="bar-reading" aria-hidden="true">${words}</span>`;
  return html`<li ?data-partial=${bar.partial} ?data-chosen=${bar.chosen} ?data-peak=${peak && bar.value > 0}>
    ${
      bar.href
        ? html`<a class="bar" href=${bar.href} tabindex=${tabIndex} aria-label=${words} aria-current=${bar.chosen ? 'true' : nothing}>${inside}</a>`
        : html`<span class="bar" role="img" tabindex=${tabIndex} aria-label=${words}>${inside}</span>`
    }
    ${bar.tick ? html`<span class="bar-name ${bar.tick.minor ? 'minor' : ''}" aria-hidden="true">${bar.tick.text}</span>` : nothing}
  </li>`;
}

function asTable({ label, heads, bars }: Pick<BarChart, 'label' | 'heads' | 'bars'>): TemplateResult {
  const row = (bar: Bar) => html`<tr>
    <td class="nowrap">${bar.href ? html`<a href=${bar.href}>${bar.name}</a>` : bar.name}</td>
    <td class="number">${bar.text}</td>
    ${(bar.cells ?? []).map((cell) => html`<td class="number">${cell}</td>`)}
  </tr>`;
  return chartTable(label, heads, bars.toReversed().map(row));
}
