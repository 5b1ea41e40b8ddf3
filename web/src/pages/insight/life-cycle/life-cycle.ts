/** Life cycle: how many customers are in which stage, how they moved, and their codes of recency and frequency. */
import { html, type TemplateResult } from 'lit';
import {
  type LifeCycleFigures,
  type LifeCycleMovement,
  type LifeCycleQuery,
  type RfmFigures,
  type RfmQuery,
  readLifeCycle,
  readRfm,
} from '../../../api/insight/life-cycle.ts';
import { can } from '../../../api/session.ts';
import { standingPath } from '../../../models/insight/life-cycle.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { barChart } from '../../../ui/charts/bars.ts';
import { heatMap } from '../../../ui/charts/heat-map.ts';
import { day, emptyState, figure, moment, money, number, pageHead, share } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { dayFilter, type Filters, filterBar, pickFilter } from '../../../ui/filters.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { unitOptions } from '../../../ui/options.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { language, pair, t, word } from '../../../ui/text.ts';

export const openLifeCycle: OpenPage = (context) => new LifeCyclePage(context);

class LifeCyclePage {
  private url: URL;
  private readonly stages: Loading<LifeCycleFigures>;
  private readonly codes: Loading<RfmFigures>;
  private readonly directory: Directory;

  constructor(private readonly context: PageContext) {
    this.url = context.url;
    this.stages = new Loading(context.refresh);
    this.codes = new Loading(context.refresh);
    this.directory = new Directory(context.refresh, ['units']);
    this.load();
  }

  private load(): void {
    const { signal } = this.context;
    const stages = apiQuery(this.url, ['from', 'to', 'unit_id']) as LifeCycleQuery;
    const codes = apiQuery(this.url, ['unit_id']) as RfmQuery;
    void this.stages.load(() => readLifeCycle(stages, signal));
    void this.codes.load(() => readRfm(codes, signal));
  }

  private readonly filters: Filters = {
    value: (name) => this.url.searchParams.get(name) ?? '',
    set: (changes) => this.context.go(withQuery(this.url, changes), { replace: true }),
  };

  title = (): string => t('nav.life_cycle');

  urlChanged = (url: URL): void => {
    this.url = url;
    this.load();
  };

  view = (): TemplateResult => {
    const found = this.stages.value;
    const unit = this.filters.value('unit_id');
    const isBusy = this.stages.busy || this.codes.busy;
    return html`<div class="page" aria-busy=${isBusy ? 'true' : 'false'}>
      ${pageHead(t('nav.life_cycle'), t('life_cycle.lead'))}
      <div class="stack">
        ${filterBar([
          pickFilter(this.filters, 'unit_id', t('life_cycle.unit'), unitOptions(this.directory.units)),
          dayFilter(this.filters, 'from', t('life_cycle.from'), found?.from),
          dayFilter(this.filters, 'to', t('life_cycle.to'), found?.to),
        ])}
        ${loaded(this.stages, (figures) => stagesView(figures, unit), 10)}
        ${loaded(this.codes, (codes) => (codes.customers === 0 ? html`` : codesCard(codes, unit)), 8)}
      </div>
    </div>`;
  };
}

function stagesView(found: LifeCycleFigures, unit: string): TemplateResult {
  if (!found.as_of) return emptyState(t('life_cycle.none'), t('life_cycle.none.detail'));
  const stands = t('life_cycle.stands', { day: day(found.as_of), moment: moment(found.computed_at) });
  const base = found.has_model ? t('life_cycle.with_model') : t('life_cycle.without_model');
  return html`<p class="quiet">${stands} ${base}</p>
    ${found.customers === 0 ? emptyState(t('life_cycle.empty'), t('life_cycle.empty.detail')) : stagesCard(found, unit)}
    ${movementsCard(found)}`;
}

function stagesCard(found: LifeCycleFigures, unit: string): TemplateResult {
  const href = (stage: string) => (can('customers:read') ? standingPath({ stage }, unit) : undefined);
  const count = ({ stage, customers }: LifeCycleFigures['stages'][number]) => {
    const shown = number(customers);
    const path = href(stage);
    return path && customers > 0
      ? html`<a href=${path} aria-label=${pair(word('life_cycle_stage', stage), shown)}>${shown}</a>`
      : shown;
  };
  return html`<section class="card" aria-labelledby="life-cycle-stages">
    <h2 id="life-cycle-stages">${t('life_cycle.stages')}</h2>
    <div class="figures">
      ${found.stages.map((row) =>
        figure(word('life_cycle_stage', row.stage), html`${count(row)} <small>${share(row.share)}</small>`),
      )}
    </div>
    ${barChart({
      label: t('life_cycle.stages'),
      caption: t('life_cycle.stages.caption'),
      format: (value) => number(value),
      heads: [
        t('life_cycle.stage'),
        t('life_cycle.customers'),
        t('life_cycle.spend'),
        t('life_cycle.at_risk'),
      ],
      bars: found.stages.map((row) => ({
        value: row.customers,
        name: word('life_cycle_stage', row.stage),
        text: number(row.customers),
        tick: { text: word('life_cycle_stage', row.stage) },
        cells: [money(row.net_spend_12m), money(row.value_at_risk)],
        href: row.customers > 0 ? href(row.stage) : undefined,
      })),
    })}
    <p class="hint">${found.definition[language()]}</p>
  </section>`;
}

const movementsCard = (
  found: LifeCycleFigures,
): TemplateResult => html`<section class="card" aria-labelledby="life-cycle-movements">
  <h2 id="life-cycle-movements">${t('life_cycle.movements', { from: day(found.from), to: day(found.to) })}</h2>
  <p>${t('life_cycle.won_back', { count: number(found.won_back) })}</p>
  ${
    found.movements.length === 0
      ? html`<p class="quiet">${t('life_cycle.movements.none')}</p>`
      : table<LifeCycleMovement>({
          label: t('life_cycle.movements.label'),
          rows: found.movements,
          key: (row) => `${row.from} ${row.to}`,
          columns: [
            {
              label: t('life_cycle.movements.from'),
              cell: (row) => (row.from ? word('life_cycle_stage', row.from) : t('life_cycle.movements.new')),
            },
            { label: t('life_cycle.movements.to'), cell: (row) => word('life_cycle_stage', row.to) },
            { label: t('life_cycle.customers'), number: true, cell: (row) => number(row.customers) },
          ],
        })
  }
  <p class="hint">${t('life_cycle.movements.hint')}</p>
</section>`;

function codesCard(found: RfmFigures, unit: string): TemplateResult {
  const codes = found.groups.map(({ code }) => code);
  const cells = (recency: number) => found.grid.filter((cell) => cell.recency === recency);
  return html`<section class="card" aria-labelledby="rfm">
    <h2 id="rfm">${t('rfm.title')}</h2>
    ${heatMap({
      label: t('rfm.title'),
      caption: t('rfm.caption'),
      everyShare: true,
      heads: [t('rfm.recency'), ...codes.map((code) => `F${code}`)],
      rows: codes.map((recency) => ({
        name: `R${recency}`,
        cells: [],
        values: cells(recency).map((cell) => ({
          share: cell.share ? Number(cell.share) : undefined,
          text: number(cell.customers),
          words: t('rfm.cell', {
            recency: number(recency),
            frequency: number(cell.frequency),
            count: number(cell.customers),
            spend: money(cell.net_spend_12m),
          }),
          href:
            cell.customers > 0 && can('customers:read')
              ? standingPath({ recency, frequency: cell.frequency }, unit)
              : undefined,
        })),
      })),
    })}
    <h3>${t('rfm.groups')}</h3>
    ${table<RfmFigures['groups'][number]>({
      label: t('rfm.groups'),
      rows: found.groups,
      key: (row) => String(row.code),
      columns: [
        { label: t('rfm.code'), cell: (row) => number(row.code) },
        { label: t('rfm.recency'), number: true, cell: (row) => number(row.recency) },
        { label: t('rfm.frequency'), number: true, cell: (row) => number(row.frequency) },
        { label: t('rfm.monetary'), number: true, cell: (row) => number(row.monetary) },
      ],
    })}
    <p class="hint">${found.definition[language()]}</p>
  </section>`;
}
