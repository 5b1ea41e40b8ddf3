/**
 * Shares as a table whose cells are coloured by what they say: the words and numbers are the table, the colour says
 * nothing more. A pure view: it asks nothing and holds nothing.
 *
 * One stop of the tab key; arrows lead from cell to cell, Home and End to the ends of a row, each with its value in words.
 */
import { html, type TemplateResult } from 'lit';
import { heatLevel } from '../../models/heat.ts';

export interface HeatCell {
  /** From 0 to 1; none where there is nothing to divide by. */
  readonly share: number | undefined;
  readonly text: string;
  /** What it is of and its value, in full. */
  readonly words: string;
  /** Not all of it is there yet, such as of the current month. */
  readonly partial?: boolean;
  /** To what it is made of. */
  readonly href?: string | undefined;
}

export interface HeatRow {
  readonly name: string;
  /** What stands before the shares. */
  readonly cells: readonly string[];
  readonly values: readonly HeatCell[];
}

export interface HeatMap {
  /** What is shown. */
  readonly label: string;
  /** What there is to see, in a sentence. */
  readonly caption: string;
  /** The heads of the columns: of the name, of the cells, of the shares. */
  readonly heads: readonly string[];
  readonly rows: readonly HeatRow[];
  /** Every share counts for the colours; else the first of a row is all of it and would leave none for the others. */
  readonly everyShare?: boolean;
}

export function heatMap({ label, caption, heads, rows, everyShare }: HeatMap): TemplateResult {
  const greatest = Math.max(
    0,
    ...rows.flatMap((row) => row.values.slice(everyShare ? 0 : 1).map((cell) => cell.share ?? 0)),
  );
  const stop = rows.findIndex((row) => row.values.length > 0);
  return html`<figure class="heat-map">
    <div class="heat-field">
      <table role="grid" aria-label=${label} @keydown=${walk}>
        <thead>
          <tr>${heads.map((head, index) => html`<th scope="col" class=${index === 0 ? '' : 'number'}>${head}</th>`)}</tr>
        </thead>
        <tbody>${rows.map((row, index) => line(row, greatest, index === stop))}</tbody>
      </table>
    </div>
    <figcaption class="quiet">${caption}</figcaption>
  </figure>`;
}

function line(row: HeatRow, greatest: number, hasStop: boolean): TemplateResult {
  const cell = ({ share, text, words, partial, href }: HeatCell, index: number) => html`<td
    class="heat number"
    data-level=${heatLevel(share ?? 0, greatest)}
    ?data-partial=${partial}
    tabindex=${hasStop && index === 0 ? '0' : '-1'}
    aria-label=${words}
  >${href ? html`<a href=${href} tabindex="-1" aria-label=${words}>${text}</a>` : text}</td>`;
  return html`<tr>
    <th scope="row" class="nowrap">${row.name}</th>
    ${row.cells.map((text) => html`<td class="number">${text}</td>`)}
    ${row.values.map(cell)}
  </tr>`;
}

/** The one that can be reached by the tab key is the one that was reached last. */
function walk(event: KeyboardEvent): void {
  const from = event.target as HTMLElement;
  if (event.key === 'Enter') from.querySelector('a')?.click();
  const row = from.closest('tr');
  const own = cellsOf(row);
  const at = own.indexOf(from);
  if (at < 0) return;
  const to = {
    ArrowLeft: () => own[at - 1],
    ArrowRight: () => own[at + 1],
    ArrowUp: () => cellsOf(row?.previousElementSibling)[at],
    ArrowDown: () => cellsOf(row?.nextElementSibling)[at],
    Home: () => own[0],
    End: () => own.at(-1),
  }[event.key];
  if (!to) return;
  event.preventDefault();
  const next = to();
  if (!next) return;
  from.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

const cellsOf = (row: Element | null | undefined): HTMLElement[] => [
  ...(row?.querySelectorAll<HTMLElement>('.heat') ?? []),
];
