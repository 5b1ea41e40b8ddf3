/** Tiers through time: who moved between the classes of years, what other bounds would do, and how unevenly customers spend. */
import { html, nothing, type TemplateResult } from 'lit';
import { type ConcentrationFigures, readConcentration } from '../../../api/insight/figures.ts';
import {
  readTierMigration,
  readTierWhatIf,
  type TierMigration,
  type TierMigrationQuery,
  type TierWhatIf,
  type TierWhatIfQuery,
} from '../../../api/insight/tier-migration.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { emptyState, pageHead } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { formProblem } from '../../../ui/fields.ts';
import { choiceFilter, dayFilter, type Filters, filterBar, pickFilter } from '../../../ui/filters.ts';
import { Form } from '../../../ui/form.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { unitOptions } from '../../../ui/options.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { language, t } from '../../../ui/text.ts';
import { concentration } from './concentration.ts';
import { flows, matrix } from './matrix.ts';
import { typedBounds, whatIfAnswer, whatIfForm } from './what-if.ts';

export const openTierMigration: OpenPage = (context) => new TierMigrationPage(context);

/** How many years back one may choose. */
const years = 10;

class TierMigrationPage {
  private url: URL;
  private readonly migration: Loading<TierMigration>;
  private readonly whatIf: Loading<TierWhatIf>;
  private readonly concentration: Loading<ConcentrationFigures>;
  private readonly directory: Directory;
  private readonly form: Form;

  constructor(private readonly context: PageContext) {
    this.url = context.url;
    this.migration = new Loading(context.refresh);
    this.whatIf = new Loading(context.refresh);
    this.concentration = new Loading(context.refresh);
    this.directory = new Directory(context.refresh, ['units']);
    this.form = new Form('tier-what-if', context.refresh);
    void this.concentration.load(() => readConcentration(context.signal));
    this.load();
  }

  private load(): void {
    const { signal } = this.context;
    const asked = (names: readonly string[]) => apiQuery(this.url, names);
    const common = ['unit_id', 'as_of', 'restated'];
    const migration = asked(['from_year', 'to_year', ...common]) as unknown as TierMigrationQuery;
    void this.migration.load(() => readTierMigration(migration, signal));
    const whatIf = asked(['year', 'a_from', 'b_from', ...common]);
    if (whatIf.a_from === undefined || whatIf.b_from === undefined) return;
    void this.whatIf.load(() => readTierWhatIf(whatIf as unknown as TierWhatIfQuery, signal));
  }

  private readonly filters: Filters = {
    value: (name) => this.url.searchParams.get(name) ?? '',
    set: (changes) => this.context.go(withQuery(this.url, changes), { replace: true }),
  };

  private readonly ask = (event: SubmitEvent): void => {
    const currency = this.migration.value?.years[0]?.a_from.currency ?? '';
    void this.form.submit(event, async (values) => {
      this.filters.set({ ...typedBounds(values, currency) });
    });
  };

  title = (): string => t('nav.tier_migration');

  urlChanged = (url: URL): void => {
    this.url = url;
    this.load();
  };

  view = (): TemplateResult => {
    const isBusy = this.migration.busy || this.whatIf.busy || this.concentration.busy;
    return html`<div class="page" aria-busy=${isBusy ? 'true' : 'false'}>
      ${pageHead(t('nav.tier_migration'), t('tier_migration.lead'))}
      <div class="stack">
        ${this.filterRow()}
        ${loaded(this.migration, (found) => this.moved(found), 10)}
        ${loaded(this.concentration, concentration, 10)}
      </div>
    </div>`;
  };

  private filterRow(): TemplateResult {
    const found = this.migration.value;
    const last = new Date().getFullYear();
    const choices = Array.from({ length: years }, (_, ago) => {
      const year = String(last - ago);
      return { value: year, label: year };
    });
    const { filters } = this;
    return filterBar([
      choiceFilter(filters, 'from_year', t('tier_migration.from_year'), choices, shown(found?.from_year)),
      choiceFilter(filters, 'to_year', t('tier_migration.to_year'), choices, shown(found?.to_year)),
      pickFilter(filters, 'unit_id', t('structure.unit'), unitOptions(this.directory.units)),
      dayFilter(filters, 'as_of', t('structure.as_of'), found?.as_of),
      choiceFilter(
        filters,
        'restated',
        t('structure.knowledge'),
        [{ value: 'true', label: t('structure.now') }],
        t('structure.then'),
      ),
    ]);
  }

  private moved(found: TierMigration): TemplateResult {
    const isEmpty = found.years.every((year) => year.classes.every((one) => one.customers === 0));
    if (isEmpty) return emptyState(t('structure.empty'), t('tier_migration.empty.detail'));
    return html`${flows(found)} ${found.data.toReversed().map((step) => matrix(found, step))}
      <p class="hint">${found.definition[language()]}</p>
      ${this.other(found)}`;
  }

  private other(found: TierMigration): TemplateResult {
    const typed = {
      year: this.filters.value('year'),
      a_from: this.filters.value('a_from'),
      b_from: this.filters.value('b_from'),
    };
    const isAsked = typed.a_from !== '' && typed.b_from !== '';
    return html`<section class="card" aria-labelledby="tier-what-if">
      <h2 id="tier-what-if">${t('tier_what_if.title')}</h2>
      <p>${t('tier_what_if.lead')}</p>
      ${formProblem(this.form)} ${whatIfForm(this.form, found, typed, this.ask)}
      ${isAsked ? loaded(this.whatIf, whatIfAnswer, 4) : nothing}
    </section>`;
  }
}

/** What stands for the choice that is made when none is. */
const shown = (year: number | undefined): string =>
  year === undefined ? t('tier_migration.default') : String(year);
