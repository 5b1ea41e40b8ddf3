/** Rows of a list that grow page by page. */
import type { PageOf } from '../api/types.ts';
import { Loading } from './loading.ts';

type ReadPage<T> = (cursor: string | undefined) => Promise<PageOf<T>>;

export class PagedList<T> {
  readonly first: Loading<T[]>;
  readonly next: Loading<T[]>;
  /** The cursor of the page after the last one shown. */
  cursor: string | undefined;
  /** False when the first row shown is not the first of the list. */
  startedAtBeginning = true;
  private read: ReadPage<T> | undefined;

  constructor(refresh: () => void) {
    this.first = new Loading<T[]>(refresh);
    this.next = new Loading<T[]>(refresh);
  }

  get rows(): T[] {
    return this.first.value ?? [];
  }

  set rows(rows: T[]) {
    this.first.value = rows;
  }

  /** Starts anew, from `cursor` when the URL names one. */
  async open(read: ReadPage<T>, cursor?: string): Promise<void> {
    this.read = read;
    this.startedAtBeginning = cursor === undefined;
    await this.first.load(() => this.page(read, cursor));
  }

  /** Puts back what was shown before, without asking. */
  restore(read: ReadPage<T>, rows: T[], cursor: string | undefined): void {
    this.read = read;
    this.first.value = rows;
    this.cursor = cursor;
  }

  async more(): Promise<void> {
    const { read, cursor } = this;
    if (!read || !cursor || this.next.busy || this.first.busy) return;
    const rows = await this.next.load(() => this.page(read, cursor));
    if (rows) this.first.value = [...this.rows, ...rows];
  }

  private async page(read: ReadPage<T>, cursor: string | undefined): Promise<T[]> {
    const page = await read(cursor);
    this.cursor = page.has_more ? (page.next_cursor ?? undefined) : undefined;
    return page.data;
  }
}
