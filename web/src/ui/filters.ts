/** The filters above a list as controls. What is chosen stands in the URL, never in the page. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Option } from './fields.ts';
import { icon } from './icons.ts';
import { wordOptions } from './options.ts';
import { pickControl } from './picker.ts';
import { t, type WordGroup } from './text.ts';

export interface Filters {
  /** The value of a parameter in the URL, empty when it is not there. */
  readonly value: (name: string) => string;
  /** Puts parameters into the URL; an empty one is taken out. */
  readonly set: (changes: Record<string, string>) => void;
}

/** One filter as the row shows it. */
export interface FilterControl {
  readonly view: TemplateResult;
  /** How many values are chosen. */
  readonly chosen: number;
  /** A text to search by is always in sight; the other filters are behind a button in a narrow window. */
  readonly search?: boolean;
  /** Takes back what is chosen. */
  readonly cleared?: { readonly filters: Filters; readonly name: string };
}

/** A filter of another kind than those below. */
export const ownFilter = (view: TemplateResult, chosen = 0): FilterControl => ({ view, chosen });

export interface FilterBarOptions {
  /** Where the filters themselves do not know how: takes back all that is chosen. */
  readonly clear?: () => void;
  /** What stands at the end of the row, such as another way to see the list. */
  readonly end?: TemplateResult;
}

/** The filters of a page in one row. */
export function filterBar(
  controls: readonly FilterControl[],
  options: FilterBarOptions = {},
): TemplateResult {
  const folded = controls.filter((control) => !control.search);
  const chosen = folded.reduce((sum, control) => sum + control.chosen, 0);
  const clear = options.clear ?? clearOf(controls);
  return html`<search class="filters">
    ${controls.filter((control) => control.search).map((control) => control.view)}
    ${
      folded.length > 0
        ? html`<button type="button" class="button filter-fold" aria-expanded="false" @click=${fold}>
              ${icon('filter')} ${chosen > 0 ? t('common.filters.chosen', { number: chosen }) : t('common.filters')}
            </button>
            <div class="filter-row">
              ${folded.map((control) => control.view)}
              ${clear && controls.some((control) => control.chosen > 0) ? clearButton(clear) : nothing}
              ${options.end ?? nothing}
            </div>`
        : nothing
    }
  </search>`;
}

const clearButton = (clear: () => void): TemplateResult =>
  html`<button type="button" class="button small quiet" @click=${clear}>${icon('close')} ${t('common.filters.clear')}</button>`;

function clearOf(controls: readonly FilterControl[]): (() => void) | undefined {
  const known = controls.flatMap(({ cleared }) => (cleared ? [cleared] : []));
  const [first] = known;
  if (!first) return undefined;
  return () => first.filters.set(Object.fromEntries(known.map(({ name }) => [name, ''])));
}

/** Whether the filters are unfolded is of this window and this moment, so it stands in the page alone. */
function fold(event: Event): void {
  const button = event.currentTarget as HTMLElement;
  const open = button.closest('.filters')?.toggleAttribute('data-open') ?? false;
  button.setAttribute('aria-expanded', String(open));
}

const typed = (filters: Filters, name: string) => (event: Event) =>
  filters.set({ [name]: (event.target as HTMLInputElement | HTMLSelectElement).value.trim() });

/** A text to search by, `q` unless `name` says otherwise. */
export function searchFilter(
  filters: Filters,
  label = t('common.search'),
  { name = 'q', placeholder }: { name?: string; placeholder?: string } = {},
): FilterControl {
  const value = filters.value(name);
  const view = html`<div class="filter-search">
    ${icon('search')}
    <input
      id="filter-${name}"
      type="search"
      autocomplete="off"
      aria-label=${label}
      placeholder=${placeholder ?? label}
      .value=${value}
      @change=${typed(filters, name)}
    />
  </div>`;
  return { view, chosen: value ? 1 : 0, search: true, cleared: { filters, name } };
}

/** One of several choices; `all` is the text of the choice that filters nothing. */
export function choiceFilter(
  filters: Filters,
  name: string,
  label: string,
  choices: readonly Option[],
  all = t('common.all'),
): FilterControl {
  const chosen = filters.value(name);
  const view = html`<div class="filter-chip" ?data-chosen=${chosen !== ''}>
    <label for="filter-${name}">${label}</label>
    <select id="filter-${name}" @change=${typed(filters, name)}>
      <option value="" ?selected=${chosen === ''}>${all}</option>
      ${choices.map((one) => html`<option value=${one.value} ?selected=${one.value === chosen}>${one.label}</option>`)}
    </select>
  </div>`;
  return { view, chosen: chosen ? 1 : 0, cleared: { filters, name } };
}

/** One of many choices, found by typing: people, shops, deeds. */
export function pickFilter(
  filters: Filters,
  name: string,
  label: string,
  choices: readonly Option[],
  all = t('common.all'),
): FilterControl {
  const value = filters.value(name);
  const id = `filter-${name}`;
  const onChange = (chosen: string) => filters.set({ [name]: chosen });
  const view = html`<div class="filter-chip" ?data-chosen=${value !== ''}>
    <label for=${id}>${label}</label>
    ${pickControl({ id, choices, value, empty: all, onChange })}
  </div>`;
  return { view, chosen: value ? 1 : 0, cleared: { filters, name } };
}

/** One word of a vocabulary. */
export const wordFilter = (
  filters: Filters,
  name: string,
  label: string,
  group: WordGroup,
  all?: string,
): FilterControl => choiceFilter(filters, name, label, wordOptions(group), all);

/** A day; `shown` stands there while none is chosen. */
export function dayFilter(filters: Filters, name: string, label: string, shown = ''): FilterControl {
  const value = filters.value(name);
  const view = html`<div class="filter-chip" ?data-chosen=${value !== ''}>
    <label for="filter-${name}">${label}</label>
    <input id="filter-${name}" type="date" .value=${value || shown} @change=${typed(filters, name)} />
  </div>`;
  return { view, chosen: value ? 1 : 0, cleared: { filters, name } };
}
