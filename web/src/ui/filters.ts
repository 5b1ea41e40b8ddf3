/** The filters above a list as controls. What is chosen stands in the URL, never in the page. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Option } from './fields.ts';
import { wordOptions } from './options.ts';
import { t, type WordGroup } from './text.ts';

export interface Filters {
  /** The value of a parameter in the URL, empty when it is not there. */
  readonly value: (name: string) => string;
  /** Puts parameters into the URL; an empty one is taken out. */
  readonly set: (changes: Record<string, string>) => void;
}

/** The filters of a page in one row, and what stands below them. */
export function filterBar(
  controls: readonly (TemplateResult | typeof nothing)[],
  below?: TemplateResult,
): TemplateResult {
  return html`<search class="filters">
    <div class="filter-row">${controls}</div>
    ${below ?? nothing}
  </search>`;
}

const typed = (filters: Filters, name: string) => (event: Event) =>
  filters.set({ [name]: (event.target as HTMLInputElement | HTMLSelectElement).value.trim() });

/** A text to search by, `q` unless `name` says otherwise. */
export function searchFilter(
  filters: Filters,
  label = t('common.search'),
  { name = 'q', placeholder }: { name?: string; placeholder?: string } = {},
): TemplateResult {
  return html`<div class="field grow">
    <label for="filter-${name}">${label}</label>
    <input
      id="filter-${name}"
      type="search"
      autocomplete="off"
      placeholder=${placeholder ?? nothing}
      .value=${filters.value(name)}
      @change=${typed(filters, name)}
    />
  </div>`;
}

/** One of several choices; `all` is the text of the choice that filters nothing. */
export function choiceFilter(
  filters: Filters,
  name: string,
  label: string,
  choices: readonly Option[],
  all = t('common.all'),
): TemplateResult {
  const chosen = filters.value(name);
  return html`<div class="field">
    <label for="filter-${name}">${label}</label>
    <select id="filter-${name}" @change=${typed(filters, name)}>
      <option value="">${all}</option>
      ${choices.map((one) => html`<option value=${one.value} ?selected=${one.value === chosen}>${one.label}</option>`)}
    </select>
  </div>`;
}

/** One word of a vocabulary. */
export const wordFilter = (
  filters: Filters,
  name: string,
  label: string,
  group: WordGroup,
  all?: string,
): TemplateResult => choiceFilter(filters, name, label, wordOptions(group), all);
