/** Rows of a list that grow page by page, and how they are shown. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PageOf } from '../api/types.ts';
import { Loading, loaded, type SkeletonKind, skeleton } from './loading.ts';
import { problemPanel } from './problem-panel.ts';
import { moreButton } from './table.ts';

export type ReadPage<T> = (cursor: string | undefined) => Promise<PageOf<T>>;

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

export interface PagedRowsOptions<T> {
  readonly rows: (rows: T[]) => TemplateResult;
  readonly empty: () => TemplateResult;
  /** Lines of the skeleton. */
  readonly lines?: number;
  readonly skeleton?: SkeletonKind;
  /** False while the rows would still change their height: names they show are on their way. */
  readonly ready?: boolean;
  /** Where the next page is more than `list.more()`. */
  readonly more?: () => void;
}

/** The rows, or what to say when there are none; below them a failed next page, and the button for the next one. */
export function pagedRows<T>(list: PagedList<T>, options: PagedRowsOptions<T>): TemplateResult {
  const more = options.more ?? (() => void list.more());
  if (options.ready === false && !list.first.failure)
    return skeleton(list.first.slow || list.first.value !== undefined, options.lines ?? 4, options.skeleton);
  return html`${loaded(list.first, (rows) => (rows.length === 0 ? options.empty() : options.rows(rows)), options.lines, options.skeleton)}
  ${list.next.failure ? problemPanel(list.next.failure, list.next.reload) : nothing}
  ${list.cursor ? moreButton(list.next.busy, more) : nothing}`;
}
