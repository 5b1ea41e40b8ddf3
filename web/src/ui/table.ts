/** Tables: columns in, rows out; cards on narrow screens; arrow keys from row to row. */
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { language, t } from './text.ts';

export interface Column<Row> {
  readonly label: string;
  readonly cell: (row: Row) => TemplateResult | string | typeof nothing;
  readonly number?: boolean;
  /** Never broken into two lines: dates, phone numbers, codes. */
  readonly nowrap?: boolean;
  /** The values of `sort` for this column, first the one a first click asks for. */
  readonly sorts?: readonly string[];
}

export interface TableOptions<Row> {
  /** What the table is, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly key: (row: Row) => string | number;
  readonly sort?: { value: string; change: (value: string) => void };
  /**
   * For lists that can grow to thousands of rows: the widths of the columns as a grid template. What is out of sight
   * is then neither laid out nor painted, and drawn again only when its rows or the language change, so the cells
   * may depend on nothing else.
   */
  readonly long?: string;
}

/** Rows of a long list that come and go together. */
const chunkSize = 50;

export function table<Row>(options: TableOptions<Row>): TemplateResult {
  const { columns, long } = options;
  return html`<div class="table-wrap">
    <table
      class="cards ${long ? 'long' : ''}"
      style=${long ? `--columns: ${long}` : nothing}
      aria-label=${options.label}
      @keydown=${moveByKey}
    >
      <thead>
        <tr>
          ${columns.map((column) => head(column, options.sort))}
        </tr>
      </thead>
      ${chunks(options).map((rows) => html`<tbody>${long ? guard([...rows, language()], () => body(options, rows)) : body(options, rows)}</tbody>`)}
    </table>
  </div>`;
}

function chunks<Row>({ rows, long }: TableOptions<Row>): (readonly Row[])[] {
  if (!long) return [rows];
  const count = Math.ceil(rows.length / chunkSize);
  return Array.from({ length: count }, (_, index) => rows.slice(index * chunkSize, (index + 1) * chunkSize));
}

function body<Row>({ columns, key }: TableOptions<Row>, rows: readonly Row[]): unknown {
  const look = (column: Column<Row>) => (column.number ? 'number' : column.nowrap ? 'nowrap' : '');
  return repeat(
    rows,
    key,
    (row) => html`<tr>
      ${columns.map((column) => html`<td class=${look(column)} data-label=${column.label}>${column.cell(row)}</td>`)}
    </tr>`,
  );
}

function head<Row>(column: Column<Row>, sort: TableOptions<Row>['sort']): TemplateResult {
  const type = column.number ? 'number' : '';
  const sorts = column.sorts;
  if (!sorts || !sort) return html`<th scope="col" class=${type}>${column.label}</th>`;
  const active = sorts.includes(sort.value);
  const down = sort.value.startsWith('-');
  const order = active ? (down ? 'descending' : 'ascending') : 'none';
  const next = active ? sorts[(sorts.indexOf(sort.value) + 1) % sorts.length] : sorts[0];
  return html`<th scope="col" class=${type} aria-sort=${order}>
    <button type="button" class="sort-button" aria-pressed=${active ? 'true' : 'false'} @click=${() => sort.change(next ?? '')}>
      ${column.label}${active ? html`<span aria-hidden="true"> ${down ? '↓' : '↑'}</span>` : nothing}
    </button>
  </th>`;
}

/** Up, down, Home and End go from one row's link to another's. */
function moveByKey(event: KeyboardEvent): void {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!(event.target instanceof HTMLAnchorElement)) return;
  const list = event.currentTarget as HTMLElement;
  const links = [...list.querySelectorAll<HTMLAnchorElement>('a.row-link')];
  const here = links.indexOf(event.target);
  if (here < 0) return;
  const target = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: links.length - 1 }[event.key];
  if (target === undefined) return;
  event.preventDefault();
  links[Math.min(Math.max(target, 0), links.length - 1)]?.focus();
}

/** The button under a list that has more. */
export function moreButton(busy: boolean, more: () => void): TemplateResult {
  return html`<div class="more">
    <button type="button" class="button" aria-disabled=${busy ? 'true' : 'false'} @click=${more}>
      ${busy ? t('common.loading') : t('common.more')}
    </button>
  </div>`;
}
