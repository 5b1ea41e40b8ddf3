/** Potential customers: of those who were enrolled within some days, how many bought, by source and by store. */
import { html, type TemplateResult } from 'lit';
import {
  type ProspectFigure,
  type ProspectFigures,
  type ProspectQuery,
  readProspectFigures,
} from '../../../api/insight/prospects.ts';
import { can } from '../../../api/session.ts';
import { type PeopleOf, peoplePath } from '../../../models/insight/prospects.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { day, emptyState, figure, number, pageHead, share } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { dayFilter, type Filters, filterBar, pickFilter } from '../../../ui/filters.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { unitOptions } from '../../../ui/options.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';

export const openProspects: OpenPage = (context) => new ProspectsPage(context);

/** A row of one of the tables: what it is of, and where the people behind it are. */
interface Line {
  readonly key: string;
  readonly name: string;
  readonly figure: ProspectFigure;
  /** None: the list of customers has no filter for them. */
  readonly people: PeopleOf | undefined;
}

class ProspectsPage {
  private url: URL;
  private readonly figures: Loading<ProspectFigures>;
  private readonly directory: Directory;

  constructor(private readonly context: PageContext) {
    this.url = context.url;
    this.figures = new Loading(context.refresh);
    this.directory = new Directory(context.refresh, ['units']);
    void this.load();
  }

  private load = (): Promise<unknown> => {
    const query = apiQuery(this.url, ['from', 'to', 'unit_id']) as ProspectQuery;
    return this.figures.load(() => readProspectFigures(query, this.context.signal));
  };

  private readonly filters: Filters = {
    value: (name) => this.url.searchParams.get(name) ?? '',
    set: (changes) => this.context.go(withQuery(this.url, changes), { replace: true }),
  };

  title = (): string => t('nav.prospects');

  urlChanged = (url: URL): void => {
    this.url = url;
    void this.load();
  };

  view = (): TemplateResult => html`<div class="page" aria-busy=${this.figures.busy ? 'true' : 'false'}>
    ${pageHead(t('nav.prospects'), t('prospects.lead'))}
    <div class="stack">
      ${filterBar([
        this.day('from', t('prospects.from')),
        this.day('to', t('prospects.to')),
        pickFilter(this.filters, 'unit_id', t('prospects.unit'), unitOptions(this.directory.units)),
      ])}
      ${loaded(this.figures, (found) => this.shown(found), 10)}
    </div>
  </div>`;

  private day(name: 'from' | 'to', label: string) {
    return dayFilter(this.filters, name, label, this.figures.value?.[name]);
  }

  private shown(found: ProspectFigures): TemplateResult {
    if (found.total.people === 0) return emptyState(t('prospects.empty'), t('prospects.empty.detail'));
    const { total } = found;
    const range = { from: found.created_from, before: found.created_before };
    const unit = this.filters.value('unit_id');
    const isStore = unit === '' || !this.directory.units.some((one) => one.parent_id === unit);
    const within = unit === '' ? {} : { unit };
    const sources: Line[] = found.by_source.map((row) => ({
      key: row.source ?? '',
      name: row.source ? word('source', row.source) : t('prospects.no_source'),
      figure: row,
      // People of several units are no single filter of the list.
      people: row.source && isStore ? { ...range, ...within, source: row.source } : undefined,
    }));
    const units: Line[] = found.by_unit.map((row) => ({
      key: row.unit_id ?? '',
      name: row.unit_id
        ? this.directory.unitName(row.unit_id) || t('common.name_unknown')
        : t('prospects.no_unit'),
      figure: row,
      people: row.unit_id ? { ...range, unit: row.unit_id } : undefined,
    }));
    return html`<p class="quiet">${t('prospects.range', { from: day(found.from), to: day(found.to) })}</p>
      <div class="figures">
        ${figure(t('prospects.people'), number(total.people))}
        ${figure(t('prospects.still'), number(total.prospects))}
        ${figure(t('prospects.converted'), number(total.converted))}
        ${figure(t('prospects.rate'), share(total.rate))}
        ${figure(t('prospects.days'), number(total.median_days))}
      </div>
      ${card('by-source', t('prospects.by_source'), t('prospects.source'), sources)}
      ${card('by-unit', t('prospects.by_unit'), t('prospects.unit'), units)}
      <p class="hint">${t('prospects.definition')}</p>`;
  }
}

/** A number that leads to the people behind it, where the list of customers can show them. */
function cell(count: number, line: Line, statuses: readonly string[], name: string): TemplateResult | string {
  const shown = number(count);
  if (count === 0 || !line.people || !can('customers:read')) return shown;
  return html`<a href=${peoplePath(line.people, statuses)} aria-label="${line.name} ${name} ${shown}">${shown}</a>`;
}

function card(id: string, title: string, label: string, lines: readonly Line[]): TemplateResult {
  const bought = (line: Line) => line.figure.converted + line.figure.bought_before;
  return html`<section class="card" aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    ${table<Line>({
      label: title,
      rows: lines,
      key: (line) => line.key,
      columns: [
        { label, cell: (line) => line.name },
        {
          label: t('prospects.people'),
          number: true,
          cell: (line) => cell(line.figure.people, line, [], t('prospects.people')),
        },
        {
          label: t('prospects.still'),
          number: true,
          cell: (line) => cell(line.figure.prospects, line, ['prospect'], t('prospects.still')),
        },
        {
          label: t('prospects.bought'),
          number: true,
          cell: (line) => cell(bought(line), line, ['active', 'lost'], t('prospects.bought')),
        },
        {
          label: t('prospects.bought_before'),
          number: true,
          cell: (line) => number(line.figure.bought_before),
        },
        { label: t('prospects.converted'), number: true, cell: (line) => number(line.figure.converted) },
        { label: t('prospects.rate'), number: true, cell: (line) => share(line.figure.rate) || '–' },
        {
          label: t('prospects.days'),
          number: true,
          cell: (line) => (line.figure.median_days ? number(line.figure.median_days) : '–'),
        },
      ],
    })}
  </section>`;
}
