/**
 * Flows between the classes of consecutive years as a Sankey diagram. Names and numbers are text of the page and keep their
 * size in a narrow window; only nodes and links are drawn. A pure view: it asks nothing and holds nothing.
 *
 * One stop of the tab key; arrows lead from link to link, each with its value in words, which also stands below the chart.
 * A link leads to what it is made of. Below stands a table that says the same.
 */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { type Flow, type PlacedNode, sankey } from '../../models/sankey.ts';
import { chartTable } from './table.ts';
import { readAloud, walkAmong } from './walk.ts';

export interface SankeyFlow extends Flow {
  /** What it is and its value in words. */
  readonly words: string;
  /** The value in the language of the reader. */
  readonly text: string;
  /** For its colour, such as `rose`; the colour says nothing that the words do not. */
  readonly tone: string;
  /** To what it is made of. */
  readonly href?: string | undefined;
}

export interface SankeyChart {
  /** What is shown. */
  readonly label: string;
  /** What there is to see, in a sentence. */
  readonly caption: string;
  /** The heads of the columns, from left to right. */
  readonly columns: readonly string[];
  /** The nodes of each column from the top: the key and its name. */
  readonly nodes: readonly { readonly key: string; readonly name: string }[];
  readonly flows: readonly SankeyFlow[];
  /** A number in the language of the reader. */
  readonly format: (value: number) => string;
  /** The heads of the table: of what a flow is, and its value. */
  readonly heads: readonly [string, string];
}

export function sankeyChart(chart: SankeyChart): TemplateResult {
  const { label, caption, columns, nodes, flows, format, heads } = chart;
  const keys = nodes.map((node) => node.key);
  const placed = sankey(columns.length, keys, flows);
  const links = placed.links.map((link, index) => drawn(link.flow as SankeyFlow, link.path, index === 0));
  const tableRows = placed.links.map((link) => tableRow(link.flow as SankeyFlow));
  const name = (node: PlacedNode) => nodes.find((one) => one.key === node.key)?.name ?? '';
  return html`<figure class="sankey">
    <div class="sankey-heads" aria-hidden="true">${columns.map((head) => html`<span>${head}</span>`)}</div>
    <div class="sankey-field">
      <svg
        class="sankey-links"
        role="group"
        aria-label=${label}
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        @keydown=${(event: KeyboardEvent) => walkAmong(event, '.sankey-link')}
        @focusin=${readAloud}
        @pointerover=${readAloud}
      >
        ${links} ${placed.nodes.map(bar)}
      </svg>
      <svg class="sankey-names" aria-hidden="true">
        ${placed.nodes.map((node) => named(node, columns.length, `${name(node)} ${format(node.value)}`))}
      </svg>
    </div>
    <p class="chart-reading" aria-hidden="true"></p>
    <figcaption class="quiet">${caption}</figcaption>
    ${tableRows.length > 0 ? chartTable(label, heads, tableRows) : nothing}
  </figure>`;
}

function drawn({ words, tone, href }: SankeyFlow, path: string, stop: boolean) {
  const tabIndex = stop ? '0' : '-1';
  const ribbon = svg`<path d=${path}></path>`;
  return href
    ? svg`<a class="sankey-link" data-tone=${tone} href=${href} tabindex=${tabIndex} aria-label=${words}>${ribbon}</a>`
    : svg`<g class="sankey-link" role="img" data-tone=${tone} tabindex=${tabIndex} aria-label=${words}>${ribbon}</g>`;
}

const bar = ({ x, y, width, height }: PlacedNode) =>
  svg`<rect class="sankey-node" x=${x} y=${y} width=${width} height=${height}></rect>`;

/** Beside its node; that of the last column stands before it. */
function named(node: PlacedNode, columns: number, text: string) {
  const last = node.column === columns - 1;
  const x = last ? node.x - 0.8 : node.x + node.width + 0.8;
  const middle = node.y + node.height / 2;
  return svg`<text x="${x}%" y="${middle}%" dy="0.35em" text-anchor=${last ? 'end' : 'start'}>${text}</text>`;
}

const tableRow = (flow: SankeyFlow) => html`<tr>
  <td>${flow.href ? html`<a href=${flow.href}>${flow.words}</a>` : flow.words}</td>
  <td class="number">${flow.text}</td>
</tr>`;
