/** Tables: columns in, rows out; cards on narrow screens; arrow keys from row to row. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { t } from './text.ts';

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
}

export function table<Row>(options: TableOptions<Row>): TemplateResult {
  const { columns, rows } = options;
  return html`<div class="table-wrap">
    <table class="cards" aria-label=${options.label}>
      <thead>
        <tr>
          ${columns.map((column) => head(column, options.sort))}
        </tr>
      </thead>
      <tbody class=${rows.length > 60 ? 'long' : ''} @keydown=${moveByKey}>
        ${repeat(
          rows,
          options.key,
          (row) => html`<tr>
            ${columns.map((column) => html`<td class=${column.number ? 'number' : column.nowrap ? 'nowrap' : ''} data-label=${column.label}>${column.cell(row)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
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
  const body = event.currentTarget as HTMLElement;
  const links = [...body.querySelectorAll<HTMLAnchorElement>('a.row-link')];
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
