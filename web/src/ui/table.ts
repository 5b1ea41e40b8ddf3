/** Tables: columns in, rows out; cards on narrow screens; arrow keys from row to row. */
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { partSize, type RowWindow } from './row-window.ts';
import { language, t } from './text.ts';

export interface Column<Row> {
  readonly label: string;
  readonly cell: (row: Row) => TemplateResult | string | typeof nothing;
  readonly number?: boolean;
  /** Never broken into two lines: dates, phone numbers, codes. */
  readonly nowrap?: boolean;
  /** One line in a long table, cut where it is too long: names of shops. */
  readonly short?: boolean;
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
   * For lists that can grow to many thousands of rows: the widths of the columns as a grid template, and which rows
   * stand in the page. Those are drawn again only when they or the language change, so the cells may depend on
   * nothing else but `depends`.
   */
  readonly long?: {
    readonly columns: string;
    readonly window: RowWindow;
    readonly depends?: readonly unknown[];
  };
}

export function table<Row>(options: TableOptions<Row>): TemplateResult {
  const { columns, long } = options;
  return html`<div class="table-wrap" ${ref(watchWidth)}>
    <table
      class="cards ${long ? 'long' : ''}"
      style=${long ? `--columns: ${long.columns}` : nothing}
      aria-label=${options.label}
      aria-rowcount=${long ? options.rows.length + 1 : nothing}
      ${long ? ref(long.window.attach) : nothing}
      @keydown=${(event: KeyboardEvent) => moveByKey(event, options)}
    >
      <thead>
        <tr>
          ${columns.map((column) => head(column, options.sort))}
        </tr>
      </thead>
      ${long ? parts(options, long.window) : html`<tbody>${body(options, options.rows)}</tbody>`}
    </table>
  </div>`;
}

const widths = new ResizeObserver((entries) => {
  for (const { target } of entries)
    target.toggleAttribute('data-wide', target.scrollWidth > target.clientWidth + 1);
});

/** A table that is wider than its frame scrolls in it; its heads then go with it rather than stay in sight. */
function watchWidth(wrap: Element | undefined): void {
  if (wrap) widths.observe(wrap);
}

/** Only what is near the viewport; the numbers of the rows say where in the list they are. */
function parts<Row>(options: TableOptions<Row>, window: RowWindow): unknown {
  return repeat(
    window.segments(options.rows.length),
    (segment) => ('part' in segment ? segment.part : segment.gap),
    (segment) => {
      if (!('part' in segment))
        return html`<tbody aria-hidden="true" style="height: ${segment.height}px"></tbody>`;
      const start = segment.part * partSize;
      const rows = options.rows.slice(start, start + partSize);
      return html`<tbody data-part=${segment.part}>${guard([...rows, language(), ...(options.long?.depends ?? [])], () => body(options, rows, start))}</tbody>`;
    },
  );
}

function body<Row>({ columns, key, long }: TableOptions<Row>, rows: readonly Row[], start = 0): unknown {
  const look = (column: Column<Row>) =>
    column.number ? 'number' : column.nowrap ? 'nowrap' : column.short ? 'short' : '';
  return repeat(
    rows,
    key,
    (row, index) => html`<tr aria-rowindex=${long ? start + index + 2 : nothing}>
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
      ${column.label}<span class="order" aria-hidden="true">${active ? (down ? '↓' : '↑') : '↕'}</span>
    </button>
  </th>`;
}

/** Up, down, Home and End go from one row's link to another's. */
function moveByKey<Row>(event: KeyboardEvent, { rows, long }: TableOptions<Row>): void {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!(event.target instanceof HTMLAnchorElement)) return;
  const list = event.currentTarget as HTMLElement;
  const links = [...list.querySelectorAll<HTMLAnchorElement>('a.row-link')];
  const number = event.target.closest('tr')?.getAttribute('aria-rowindex');
  const here = long ? Number(number ?? 1) - 2 : links.indexOf(event.target);
  if (here < 0) return;
  const last = (long ? rows.length : links.length) - 1;
  const target = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: last }[event.key];
  if (target === undefined) return;
  event.preventDefault();
  const row = Math.min(Math.max(target, 0), last);
  if (long) long.window.focus(row);
  else links[row]?.focus();
}

/** The button under a list that has more. */
export function moreButton(busy: boolean, more: () => void): TemplateResult {
  return html`<div class="more">
    <button type="button" class="button" aria-disabled=${busy ? 'true' : 'false'} @click=${more}>
      ${busy ? t('common.loading') : t('common.more')}
    </button>
  </div>`;
}
