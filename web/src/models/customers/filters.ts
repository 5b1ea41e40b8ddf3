/** The filters of the customers list as they stand in its URL. */
import { parseAmount, toDecimal } from '../money.ts';
import { apiQuery } from '../url-state.ts';

export const singleFilters = [
  'q',
  'home_unit_id',
  'source',
  'city',
  'tag',
  'referrer_id',
  'birth_month',
  'birthday_within_days',
  'created_at[gte]',
  'created_at[lt]',
  'last_purchase_on[gte]',
  'last_purchase_on[lt]',
  'net_spend[gte]',
] as const;
export const manyFilters = ['tier', 'status', 'kind'] as const;

export const defaultSort = '-created_at';

/** The filters alone, as `count` and `export` take them. */
export function filterQuery(url: URL): Record<string, string | string[]> {
  return apiQuery(url, [...singleFilters, ...attributeFilters(url)], manyFilters);
}

/** The parameter that filters by an attribute. */
export const attributeFilter = (key: string): string => `attributes[${key}]`;

/** Those that are in the URL. */
export function attributeFilters(url: URL): string[] {
  return [...new Set(url.searchParams.keys())].filter((name) => /^attributes\[\w+\]/.test(name));
}

export function isFiltered(url: URL): boolean {
  return Object.keys(filterQuery(url)).length > 0;
}

export function sortOf(url: URL): string {
  return url.searchParams.get('sort') || defaultSort;
}

/** Minor units in the URL as a person writes them, and back. Undefined when it is no amount. */
export function spendShown(url: URL, currency: string): string {
  const amount = url.searchParams.get('net_spend[gte]');
  return amount && /^-?\d+$/.test(amount) ? toDecimal(Number(amount), currency) : '';
}

export function spendTyped(typed: string | undefined, currency: string): string | undefined {
  if (!typed) return '';
  const amount = parseAmount(typed, currency);
  return amount === undefined ? undefined : String(amount);
}

/**
 * The same filters as the query of an export, told in the language of the console; the byte order mark lets Excel know
 * that it is UTF-8.
 */
export function exportPath(url: URL, language: string): string {
  const query = new URLSearchParams({ format: 'csv', bom: 'true', language });
  for (const [name, value] of Object.entries(filterQuery(url))) {
    for (const one of [value].flat()) query.append(name, one);
  }
  return `/v1/exports/customers?${query}`;
}
