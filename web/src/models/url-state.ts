/** What a list shows is in its URL: reading and writing the query, nothing else. */

/** The query with `changes` applied; empty values vanish. A change of a filter drops the cursor. */
export function withQuery(url: URL, changes: Record<string, string | readonly string[] | undefined>): string {
  const query = new URLSearchParams(url.search);
  if (!('cursor' in changes)) query.delete('cursor');
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) {
      if (one !== '') query.append(name, one);
    }
  }
  const text = query.toString();
  return url.pathname + (text ? `?${text}` : '');
}

/** The parameters named in `single` and `many` as a query for the API; others in the URL are not ours. */
export function apiQuery(
  url: URL,
  single: readonly string[],
  many: readonly string[] = [],
): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of single) {
    const value = url.searchParams.get(name);
    if (value) query[name] = value;
  }
  for (const name of many) {
    const values = url.searchParams.getAll(name).filter(Boolean);
    if (values.length > 0) query[name] = values;
  }
  return query;
}

/** The days from `from` to `to` in the URL, both included, as a range of the API by `name`. */
export function daysQuery(url: URL, name: string): Record<string, string> {
  const [from, to] = [url.searchParams.get('from'), url.searchParams.get('to')];
  return { ...(from ? { [`${name}[gte]`]: from } : {}), ...(to ? { [`${name}[lt]`]: dayAfter(to) } : {}) };
}

/** The day after one as `2026-12-31`; what is no day stays as it is, so that the API says so. */
function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(next.getTime())) return day;
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** `value` in or out of a parameter that may appear several times. */
export function toggled(url: URL, name: string, value: string): string[] {
  const values = url.searchParams.getAll(name);
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

/** The query of what a list shows, in one order whatever it was clicked in; how far one has scrolled is no part of it. */
export function viewQuery(url: URL): string {
  return inOrder(url.searchParams);
}

/** Whether a list shows what a view says. */
export function sameView(url: URL, query: string): boolean {
  return viewQuery(url) === inOrder(new URLSearchParams(query));
}

function inOrder(query: URLSearchParams): string {
  const pairs = [...query].filter(([name, value]) => name !== 'cursor' && value !== '');
  pairs.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1));
  return new URLSearchParams(pairs).toString();
}
