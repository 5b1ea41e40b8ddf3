/** Search and filters over the customers list. */

import { html, nothing, type TemplateResult } from 'lit';
import { listed } from '../../../models/customers/attributes.ts';
import {
  attributeFilter,
  attributeFilters,
  type manyFilters,
  singleFilters,
  spendShown,
  spendTyped,
} from '../../../models/customers/filters.ts';
import { isoOf, localOf } from '../../../models/local-time.ts';
import { toggled } from '../../../models/url-state.ts';
import { amountLabel } from '../../../ui/components.ts';
import { inputField, type Option, selectField } from '../../../ui/fields.ts';
import { filterBar, ownFilter } from '../../../ui/filters.ts';
import { FieldErrors } from '../../../ui/form.ts';
import { icon } from '../../../ui/icons.ts';
import { unitOptions, wordOptions } from '../../../ui/options.ts';
import { pickField } from '../../../ui/picker.ts';
import { language, type TextKey, t, type WordGroup, word, wordValues } from '../../../ui/text.ts';
import { valueOptions } from './attribute-fields.ts';
import type { ListActions, ListState } from './list-view.ts';

const chipGroups: Record<(typeof manyFilters)[number], { words: WordGroup; label: TextKey }> = {
  tier: { words: 'tier', label: 'customers.filter.tier' },
  status: { words: 'customer_status', label: 'customers.filter.status' },
  kind: { words: 'customer_kind', label: 'customers.filter.kind' },
};

/** Merged and erased customers are not in lists. */
const unlisted = ['merged', 'erased'];

export function filtersView(list: ListState, actions: ListActions): TemplateResult {
  const { url } = list;
  const chosen = (name: string) => url.searchParams.getAll(name).length;
  const more = ['kind', ...inForm, ...attributeFilters(url)];
  const details = html`<details class="filter-more" ?open=${hasMore(url)}>
    <summary>${t('customers.filter.more')}</summary>
    <div class="stack">${chips('kind', url, actions)} ${moreFilters(list, actions)}</div>
  </details>`;
  return filterBar(
    [
      { view: search(url, actions), chosen: chosen('q'), search: true },
      ownFilter(chips('tier', url, actions), chosen('tier')),
      ownFilter(chips('status', url, actions), chosen('status')),
      ownFilter(referrerChip(url, actions), chosen('referrer_id')),
      ownFilter(
        details,
        more.reduce((sum, name) => sum + chosen(name), 0),
      ),
    ],
    { clear: actions.clear },
  );
}

function search(url: URL, actions: ListActions): TemplateResult {
  return html`<div class="filter-search">
    ${icon('search')}
    <input
      id="customer-search"
      type="search"
      autocomplete="off"
      aria-label=${t('customers.search')}
      placeholder=${t('customers.search')}
      aria-describedby="customer-search-hint"
      .value=${url.searchParams.get('q') ?? ''}
      @input=${typed(actions)}
      @compositionend=${typed(actions)}
    />
    <p class="hint" id="customer-search-hint">${t('customers.search.hint')}</p>
  </div>`;
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Waits for a pause in typing, and for an input method to finish its word. */
function typed(actions: ListActions): (event: Event) => void {
  return (event) => {
    if (event instanceof InputEvent && event.isComposing) return;
    const { value } = event.target as HTMLInputElement;
    clearTimeout(timer);
    timer = setTimeout(() => actions.type(value.trim()), 180);
  };
}

function chips(name: (typeof manyFilters)[number], url: URL, actions: ListActions): TemplateResult {
  const { words, label } = chipGroups[name];
  const chosen = url.searchParams.getAll(name);
  return html`<div class="chips" role="group" aria-label=${t(label)}>
    <span class="quiet" aria-hidden="true">${t(label)}</span>
    ${wordValues(words)
      .filter((value) => !unlisted.includes(value))
      .map(
        (value) => html`<button
          type="button"
          class="chip"
          aria-pressed=${chosen.includes(value) ? 'true' : 'false'}
          @click=${() => actions.set({ [name]: toggled(url, name, value) })}
        >
          ${word(words, value)}
        </button>`,
      )}
  </div>`;
}

/** Those whom one customer brought, from that customer's page. */
function referrerChip(url: URL, actions: ListActions): TemplateResult {
  if (!url.searchParams.has('referrer_id')) return html``;
  return html`<button type="button" class="chip" aria-pressed="true" @click=${() => actions.set({ referrer_id: '' })}>
    ${t('customers.filter.referrer')} ${icon('close')}
  </button>`;
}

/** What is set in the form behind the other filters. */
const inForm = singleFilters.filter((name) => name !== 'q' && name !== 'referrer_id');

function hasMore(url: URL): boolean {
  return ['kind', ...inForm, ...attributeFilters(url)].some((name) => url.searchParams.has(name));
}

/** Days ahead within which a birthday is looked for. */
const birthdayOptions = (): Option[] =>
  ['0', '7', '30'].map((value) => ({
    value,
    label:
      value === '0'
        ? t('customers.filter.birthday.today')
        : t('customers.filter.birthday.days', { days: value }),
  }));

const monthOptions = (): Option[] =>
  Array.from({ length: 12 }, (_, index) => String(index + 1)).map((month) => ({
    value: month,
    label: t('segments.month', { month }),
  }));

function moreFilters(list: ListState, actions: ListActions): TemplateResult {
  const { url, form, units, attributes, currency } = list;
  const value = (name: string) => url.searchParams.get(name) ?? '';
  const sources = wordOptions('source');
  const apply = (event: SubmitEvent) =>
    void form.submit(event, async (values) => {
      const spend = spendTyped(values.text('net_spend[gte]'), currency);
      if (spend === undefined) throw new FieldErrors({ 'net_spend[gte]': t('form.amount') });
      const own = listed(attributes).map(({ key }) => attributeFilter(key));
      const names = [...inForm, ...own];
      const set = Object.fromEntries(names.map((name) => [name, values.text(name)]));
      const enrolled = (name: string) => isoOf(values.text(name) ?? '') ?? '';
      actions.set({
        ...set,
        'net_spend[gte]': spend,
        'created_at[gte]': enrolled('created_at[gte]'),
        'created_at[lt]': enrolled('created_at[lt]'),
      });
    });
  return html`<form class="form" novalidate @submit=${apply}>
    ${
      units.length > 0
        ? pickField(form, 'home_unit_id', t('customers.filter.unit'), unitOptions(units), {
            value: value('home_unit_id'),
            empty: t('common.all'),
          })
        : nothing
    }
    ${selectField(form, 'source', t('customers.filter.source'), sources, { value: value('source'), empty: t('common.all') })}
    ${inputField(form, 'city', t('customers.filter.city'), { value: value('city') })}
    ${inputField(form, 'tag', t('customers.filter.tag'), { value: value('tag') })}
    ${selectField(form, 'birthday_within_days', t('customers.filter.birthday'), birthdayOptions(), {
      value: value('birthday_within_days'),
      empty: t('common.all'),
    })}
    ${selectField(form, 'birth_month', t('customers.filter.birth_month'), monthOptions(), {
      value: value('birth_month'),
      empty: t('common.all'),
    })}
    ${inputField(form, 'net_spend[gte]', amountLabel(t('customers.filter.spend'), currency), {
      value: spendShown(url, currency),
      inputmode: 'decimal',
    })}
    ${inputField(form, 'last_purchase_on[gte]', t('customers.filter.last_from'), {
      type: 'date',
      value: value('last_purchase_on[gte]'),
    })}
    ${inputField(form, 'last_purchase_on[lt]', t('customers.filter.last_to'), {
      type: 'date',
      value: value('last_purchase_on[lt]'),
    })}
    ${listed(attributes).map((attribute) =>
      selectField(
        form,
        attributeFilter(attribute.key),
        attribute.names[language()],
        valueOptions(attribute) ?? [],
        {
          value: value(attributeFilter(attribute.key)),
          empty: t('common.all'),
        },
      ),
    )}
    ${inputField(form, 'created_at[gte]', t('customers.filter.created_from'), {
      type: 'datetime-local',
      value: localOf(value('created_at[gte]')),
    })}
    ${inputField(form, 'created_at[lt]', t('customers.filter.created_to'), {
      type: 'datetime-local',
      value: localOf(value('created_at[lt]')),
    })}
    <div class="form-buttons"><button type="submit" class="button">${t('customers.filter.apply')}</button></div>
  </form>`;
}
