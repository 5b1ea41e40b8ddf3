/**
 * A Lorenz curve: which share of customers, those who spend least first, has which share of spend. Words and numbers are text
 * of the page; only lines are drawn. A pure view: it asks nothing and holds nothing.
 *
 * One stop of the tab key; arrows lead from tenth to tenth, each in words, which also stand below the chart. Below stands a
 * table that says the same.
 */
import { html, svg, type TemplateResult } from 'lit';
import { type LorenzPoint, tenths } from '../../models/lorenz.ts';
import { chartTable } from './table.ts';
import { readAloud, walkAmong } from './walk.ts';

export interface LorenzChart {
  /** What is shown. */
  readonly label: string;
  /** What there is to see, in a sentence. */
  readonly caption: string;
  /** From (0, 0) to (1, 1). */
  readonly points: readonly LorenzPoint[];
  /** A share in the language of the reader. */
  readonly format: (share: number) => string;
  /** A point in words. */
  readonly words: (point: LorenzPoint) => string;
  /** What the axes are of: across, and up. */
  readonly axes: readonly [string, string];
}

export function lorenzChart({ label, caption, points, format, words, axes }: LorenzChart): TemplateResult {
  const at = ({ customers, spend }: LorenzPoint) =>
    `${(customers * 100).toFixed(2)},${(100 - spend * 100).toFixed(2)}`;
  const line = points.map(at).join(' ');
  const marks = tenths(points);
  return html`<figure class="lorenz">
    <div class="lorenz-field">
      <svg class="lorenz-lines" aria-hidden="true" viewBox="0 0 100 100" preserveAspectRatio="none">
        <polygon points="${line} 0,100"></polygon>
        <line class="equal" x1="0" y1="100" x2="100" y2="0"></line>
        <polyline points=${line}></polyline>
      </svg>
      <svg
        class="lorenz-marks"
        role="group"
        aria-label=${label}
        @keydown=${(event: KeyboardEvent) => walkAmong(event, '.lorenz-mark')}
        @focusin=${readAloud}
        @pointerover=${readAloud}
      >
        ${marks.map(
          (point, index) => svg`<circle class="lorenz-mark" role="img" tabindex=${index === 0 ? '0' : '-1'}
            aria-label=${words(point)} cx="${point.customers * 100}%" cy="${100 - point.spend * 100}%" r="5"></circle>`,
        )}
      </svg>
    </div>
    <p class="chart-reading" aria-hidden="true"></p>
    <figcaption class="quiet">${caption}</figcaption>
    ${chartTable(
      label,
      axes,
      marks.map(
        ({ customers, spend }) => html`<tr>
          <td class="number">${format(customers)}</td>
          <td class="number">${format(spend)}</td>
        </tr>`,
      ),
      0,
    )}
  </figure>`;
}
