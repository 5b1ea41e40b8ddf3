/**
 * Values with their intervals on one axis. Names and numbers are text of the page and keep their size in a narrow window;
 * only lines and points are drawn. A pure view: it asks nothing and holds nothing.
 */
import { html, svg, type TemplateResult } from 'lit';
import { type Interval, placeOn } from '../../models/marketing/interval.ts';
import { roundTicks } from '../../models/ticks.ts';

export interface IntervalRow {
  readonly name: string;
  readonly interval: Interval;
  /** The value and its interval in words. */
  readonly text: string;
  /** What it means, for its colour: `better`, `worse`, or nothing certain. */
  readonly tone: string;
}

export interface IntervalChart {
  /** All that is drawn, in words, for those who do not see it. */
  readonly label: string;
  readonly caption: string;
  readonly rows: readonly IntervalRow[];
  /** A number of the axis in the language of the reader. */
  readonly format: (value: number) => string;
}

export function intervalChart({ label, caption, rows, format }: IntervalChart): TemplateResult {
  const intervals = rows.map((row) => row.interval);
  const place = placeOn(intervals, 100);
  const low = Math.min(0, ...intervals.map((one) => one.low));
  const high = Math.max(0, ...intervals.map((one) => one.high));
  const ticks = roundTicks(low, high, 5).filter((one) => one !== 0);
  const at = (value: number) => `${place(value).toFixed(2)}%`;
  const grid = svg`${ticks.map((tick) => svg`<line class="grid" x1=${at(tick)} x2=${at(tick)} y1="0" y2="100%"></line>`)}
    <line class="zero" x1=${at(0)} x2=${at(0)} y1="0" y2="100%"></line>`;
  const row = ({ name, interval, text, tone }: IntervalRow) => html`<span class="name">${name}</span>
    <svg data-verdict=${tone} aria-hidden="true">
      ${grid}
      <line class="reach" x1=${at(interval.low)} x2=${at(interval.high)} y1="50%" y2="50%"></line>
      ${[interval.low, interval.high].map((end) => svg`<line class="reach" x1=${at(end)} x2=${at(end)} y1="35%" y2="65%"></line>`)}
      <circle cx=${at(interval.value)} cy="50%" r="5"></circle>
    </svg>
    <span class="value">${text}</span>`;
  return html`<figure class="intervals">
    <div class="interval-rows" role="img" aria-label=${label}>
      ${rows.map(row)}
      <svg class="axis" aria-hidden="true">${[0, ...ticks].map((tick) => svg`<text x=${at(tick)} y="14">${format(tick)}</text>`)}</svg>
    </div>
    <figcaption class="quiet">${caption}</figcaption>
  </figure>`;
}
