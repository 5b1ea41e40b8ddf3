/**
 * What the customers list showed when it was left: going back shows it again at the same place, and from one customer of
 * it one gets to the next.
 */
import { type Customer, type CustomerQuery, listCustomers } from '../../../api/customers/profiles.ts';
import { filterQuery, sortOf } from '../../../models/customers/filters.ts';
import type { RowWindow } from '../../../ui/row-window.ts';

export interface LeftList {
  readonly url: URL;
  rows: Customer[];
  cursor: string | undefined;
  readonly scroll: number;
  readonly seen: RowWindow['seen'];
}

/** Rows of a page after the first. */
export const laterPage = 100;

let left: LeftList | undefined;

export const keepList = (list: LeftList): void => {
  left = list;
};

/** The list of this query as it was left; it is taken only once. */
export function takeList(url: URL): LeftList | undefined {
  const found = left?.url.search === url.search ? left : undefined;
  left = undefined;
  return found;
}

/** What a list of customers is asked for by its URL. */
export const listQuery = (url: URL): CustomerQuery =>
  ({ ...filterQuery(url), sort: sortOf(url) }) as CustomerQuery;

export interface Neighbours {
  readonly previous: string | undefined;
  /** None at the end of the list. Reads the next page of it when this is the last row that was read. */
  readonly next: (() => Promise<string | undefined>) | undefined;
}

/** Who stands before and after this customer in the list that was left; none when the customer is not of it. */
export function neighboursOf(id: string): Neighbours | undefined {
  const list = left;
  const at = list?.rows.findIndex((row) => row.id === id) ?? -1;
  if (!list || at < 0) return undefined;
  const isLast = at + 1 >= list.rows.length && list.cursor === undefined;
  return { previous: list.rows[at - 1]?.id, next: isLast ? undefined : () => after(list, at) };
}

async function after(list: LeftList, at: number): Promise<string | undefined> {
  if (at + 1 >= list.rows.length && list.cursor) {
    const page = await listCustomers({ ...listQuery(list.url), limit: laterPage, cursor: list.cursor });
    list.rows = [...list.rows, ...page.data];
    list.cursor = page.next_cursor ?? undefined;
  }
  return list.rows[at + 1]?.id;
}
