import { expect, it } from 'vitest';
import { exportPath, filterQuery, isFiltered, sortOf, spendTyped } from '../src/models/customers/filters.ts';
import { apiQuery, daysQuery, sameView, toggled, viewQuery, withQuery } from '../src/models/url-state.ts';

const at = (path: string) => new URL(path, 'http://regulars.test');

it('changes one filter, keeps the others, and forgets the cursor', () => {
  expect(withQuery(at('/customers?tier=A&cursor=xyz'), { q: '王' })).toBe('/customers?tier=A&q=%E7%8E%8B');
  expect(withQuery(at('/customers?tier=A'), { tier: undefined })).toBe('/customers');
  expect(withQuery(at('/customers?q=a'), { q: '' })).toBe('/customers');
  expect(withQuery(at('/customers'), { tier: ['A', 'B'] })).toBe('/customers?tier=A&tier=B');
});

it('sets the cursor without touching the filters', () => {
  expect(withQuery(at('/customers?tier=A'), { cursor: 'c2' })).toBe('/customers?tier=A&cursor=c2');
});

it.each([
  ['', {}],
  ['from=2026-02-28', { 'occurred_on[gte]': '2026-02-28' }],
  ['to=2026-02-28', { 'occurred_on[lt]': '2026-03-01' }],
  ['from=2026-12-31&to=2026-12-31', { 'occurred_on[gte]': '2026-12-31', 'occurred_on[lt]': '2027-01-01' }],
  ['to=soon', { 'occurred_on[lt]': 'soon' }],
])('asks for days, the last one included: %s', (query, asked) => {
  expect(daysQuery(at(`/anonymous-sales?${query}`), 'occurred_on')).toEqual(asked);
});

it('puts a value in and takes it out', () => {
  expect(toggled(at('/customers?tier=A'), 'tier', 'B')).toEqual(['A', 'B']);
  expect(toggled(at('/customers?tier=A&tier=B'), 'tier', 'A')).toEqual(['B']);
});

it('passes on only what the API knows', () => {
  expect(apiQuery(at('/x?q=a&evil=1&tier=A&tier=B&city='), ['q', 'city'], ['tier'])).toEqual({
    q: 'a',
    tier: ['A', 'B'],
  });
});

it('reads the customers list from its URL', () => {
  const url = at('/customers?q=li&status=active&sort=name&net_spend%5Bgte%5D=150000&cursor=c');
  expect(filterQuery(url)).toEqual({ q: 'li', status: ['active'], 'net_spend[gte]': '150000' });
  expect(sortOf(url)).toBe('name');
  expect(sortOf(at('/customers'))).toBe('-created_at');
  expect(isFiltered(at('/customers?sort=name&cursor=c'))).toBe(false);
  expect(exportPath(at('/customers?tier=A&tier=B&sort=name'), 'zh-CN')).toBe(
    '/v1/exports/customers?format=csv&bom=true&language=zh-CN&tier=A&tier=B',
  );
});

it('takes spend as a person types it', () => {
  expect(spendTyped('1,500', 'CNY')).toBe('150000');
  expect(spendTyped(undefined, 'CNY')).toBe('');
  expect(spendTyped('much', 'CNY')).toBeUndefined();
});

it('knows a view again in whatever order it was clicked, and wherever one has scrolled to', () => {
  expect(viewQuery(at('/customers?tier=B&sort=name&tier=A&cursor=c2&q='))).toBe('sort=name&tier=A&tier=B');
  expect(sameView(at('/customers?tier=A&tier=B&sort=name'), 'tier=B&tier=A&sort=name')).toBe(true);
  expect(sameView(at('/customers?tier=A'), 'tier=A&sort=name')).toBe(false);
  expect(sameView(at('/customers?cursor=c2'), '')).toBe(true);
});
