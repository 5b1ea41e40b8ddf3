/** Customer structure: who came, stayed and left between two dates, and the retention of cohorts. */
import { html, type TemplateResult } from 'lit';
import {
  type CohortFigures,
  type CohortQuery,
  type CohortRow,
  type CustomerStructure,
  readCohorts,
  readStructure,
  type StructureFigure,
  type StructurePart,
  type StructureQuery,
} from '../../../api/insight/structure.ts';
import { can } from '../../../api/session.ts';
import { formatMonth } from '../../../models/format.ts';
import { behindPath } from '../../../models/insight/structure.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { type HeatCell, heatMap } from '../../../ui/charts/heat-map.ts';
import { day, emptyState, number, pageHead, share } from '../../../ui/components.ts';
import { choiceFilter, dayFilter, type Filters, filterBar, wordFilter } from '../../../ui/filters.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { type Column, table } from '../../../ui/table.ts';
import { language, pair, t, word } from '../../../ui/text.ts';
import { groupName } from './groups.ts';

export const openStructure: OpenPage = (context) => new StructurePage(context);

/** The parts with a column of their own, in the order in which they add up. */
const parts: readonly StructurePart[] = [
  'start',
  'new',
  'won_back',
  'moved_in',
  'lost',
  'moved_out',
  'end',
  'retained',
  'upgraded',
  'downgraded',
];

/** A row of the table; all together have no group. */
interface Line {
  readonly name: string;
  readonly group: { readonly key: string | null } | undefined;
  readonly figure: StructureFigure;
}

class StructurePage {
  private url: URL;
  private readonly structure: Loading<CustomerStructure>;
  private readonly cohorts: Loading<CohortFigures>;

  constructor(private readonly context: PageContext) {
    this.url = context.url;
    this.structure = new Loading(context.refresh);
    this.cohorts = new Loading(context.refresh);
    this.load();
  }

  private load(): void {
    const { signal } = this.context;
    const asked = (names: readonly string[]) => apiQuery(this.url, names);
    const structure = asked(['from', 'to', 'by', 'as_of', 'restated']) as unknown as StructureQuery;
    const cohorts = asked(['as_of', 'restated']) as unknown as CohortQuery;
    void this.structure.load(() => readStructure(structure, signal));
    void this.cohorts.load(() => readCohorts(cohorts, signal));
  }

  private readonly filters: Filters = {
    value: (name) => this.url.searchParams.get(name) ?? '',
    set: (changes) => this.context.go(withQuery(this.url, changes), { replace: true }),
  };

  title = (): string => t('nav.structure');

  urlChanged = (url: URL): void => {
    this.url = url;
    this.load();
  };

  view = (): TemplateResult => {
    const found = this.structure.value;
    const isBusy = this.structure.busy || this.cohorts.busy;
    return html`<div class="page" aria-busy=${isBusy ? 'true' : 'false'}>
      ${pageHead(t('nav.structure'), t('structure.lead'))}
      <div class="stack">
        ${filterBar([
          dayFilter(this.filters, 'from', t('structure.from'), found?.from),
          dayFilter(this.filters, 'to', t('structure.to'), found?.to),
          wordFilter(this.filters, 'by', t('structure.by'), 'structure_by', word('structure_by', 'tier')),
          dayFilter(this.filters, 'as_of', t('structure.as_of'), found?.as_of),
          choiceFilter(
            this.filters,
            'restated',
            t('structure.knowledge'),
            [{ value: 'true', label: t('structure.now') }],
            t('structure.then'),
          ),
        ])}
        ${loaded(this.structure, bridge, 10)}
        ${loaded(this.cohorts, retention, 10)}
      </div>
    </div>`;
  };
}

function bridge(found: CustomerStructure): TemplateResult {
  if (found.data.length === 0) return emptyState(t('structure.empty'), t('structure.empty.detail'));
  const days = { from: day(found.from), to: day(found.to), as_of: day(found.as_of) };
  const lines: Line[] = found.data.map((row) => ({
    name: groupName(row, found.by),
    group: { key: row.key ?? null },
    figure: row,
  }));
  lines.push({ name: t('structure.total'), group: undefined, figure: found.total });
  const column = (part: StructurePart): Column<Line> => ({
    label: word('structure_part', part),
    number: true,
    cell: (line) => count(found, line, part),
  });
  return html`<section class="card" aria-labelledby="structure-bridge">
    <h2 id="structure-bridge">
      ${found.restated ? t('structure.range.restated', days) : t('structure.range', days)}
    </h2>
    ${table<Line>({
      label: t('nav.structure'),
      rows: lines,
      key: (line) => (line.group ? `of ${line.group.key}` : ''),
      columns: [
        { label: word('structure_by', found.by), cell: (line) => html`<strong>${line.name}</strong>` },
        ...parts.map(column),
        {
          label: t('structure.retention'),
          number: true,
          cell: (line) => share(line.figure.retention_rate) || '–',
        },
      ],
    })}
    <p class="hint">${found.definition[language()]}</p>
  </section>`;
}

/** A number that leads to the customers behind it. */
function count(found: CustomerStructure, line: Line, part: StructurePart): TemplateResult | string {
  const shown = number(line.figure[part]);
  if (line.figure[part] === 0 || !can('customers:read')) return shown;
  const words = `${pair(line.name, word('structure_part', part))} ${shown}`;
  return html`<a href=${behindPath(found, part, line.group)} aria-label=${words}>${shown}</a>`;
}

function retention(found: CohortFigures): TemplateResult {
  if (found.data.every((row) => row.customers === 0)) return html``;
  const longest = Math.max(...found.data.map((row) => row.months.length));
  const after = Array.from({ length: longest }, (_, months) => t('cohorts.after', { count: months }));
  return html`<section class="card" aria-labelledby="structure-cohorts">
    <h2 id="structure-cohorts">${t('cohorts.title')}</h2>
    ${heatMap({
      label: t('cohorts.title'),
      caption: t('cohorts.caption'),
      heads: [t('cohorts.month'), t('cohorts.size'), ...after],
      rows: found.data.map((row) => ({
        name: formatMonth(row.month, language()),
        cells: [number(row.customers)],
        values: row.months.map((month) => heatCell(row, month)),
      })),
    })}
    <p class="hint">${found.definition[language()]}</p>
  </section>`;
}

function heatCell(row: CohortRow, month: CohortRow['months'][number]): HeatCell {
  const text = share(month.rate) || '–';
  const name = t('cohorts.cell', { month: formatMonth(row.month, language()), after: month.after });
  const reading = t('cohorts.reading', { share: text, count: number(month.customers) });
  const words = pair(name, reading);
  return {
    share: month.rate ? Number(month.rate) : undefined,
    text,
    words: month.complete ? words : pair(words, t('cohorts.partial')),
    partial: !month.complete,
  };
}
