/**
 * The rows of a long list that stand in the page: those near the viewport, in parts. The other parts are blank space of
 * the height they had when they were last seen, or of the usual height.
 */

/** PagedList that come and go together. */
export const partSize = 25;

export type Segment = { part: number } | { gap: string; height: number };

export class RowWindow {
  private heights: (number | undefined)[] = [];
  private from = 0;
  private to = 1;
  private count = 0;
  private width = 0;
  private pinned: number | undefined;
  private table: HTMLTableElement | undefined;
  private readonly resized = new ResizeObserver(() => this.update());

  /** `grow` is called whenever the end of the list is near. */
  constructor(
    private readonly refresh: () => void,
    private readonly grow: () => void,
  ) {}

  /** For another list: from its beginning, or with the heights of one that was left. */
  reset(heights: readonly (number | undefined)[] = []): void {
    this.heights = [...heights];
    this.from = 0;
    this.to = 1;
  }

  /** What `reset` takes when the list is opened again. */
  get seen(): readonly (number | undefined)[] {
    return this.heights;
  }

  /** The table, given by lit when it is drawn and taken away when it goes. */
  attach = (element: Element | undefined): void => {
    this.resized.disconnect();
    removeEventListener('scroll', this.scrolled);
    this.table = element instanceof HTMLTableElement ? element : undefined;
    if (!this.table) return;
    this.resized.observe(this.table);
    addEventListener('scroll', this.scrolled, { passive: true });
  };

  /** The parts to draw for so many rows, and the gaps between them. */
  segments(rows: number): Segment[] {
    this.count = Math.ceil(rows / partSize);
    const near = Array.from({ length: this.to - this.from + 1 }, (_, index) => this.from + index);
    const wanted = [...near, this.pinned, this.focused()].filter((part) => part !== undefined);
    const parts = [...new Set(wanted)].filter((part) => part < this.count).sort((a, b) => a - b);
    const segments: Segment[] = [];
    let next = 0;
    for (const part of [...parts, this.count]) {
      if (part > next) segments.push({ gap: `gap ${next}`, height: this.sum(next, part) });
      if (part < this.count) segments.push({ part });
      next = part + 1;
    }
    return segments;
  }

  /** Moves the focus to the link of a row, wherever the row is. */
  focus(row: number): void {
    const link = this.linkOf(row);
    if (link) {
      link.focus();
      return;
    }
    this.pinned = Math.floor(row / partSize);
    this.refresh();
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        this.linkOf(row)?.focus();
        this.pinned = undefined;
      }),
    );
  }

  private scrolled = (): void => this.update();

  private linkOf(row: number): HTMLElement | null {
    return this.table?.querySelector(`tr[aria-rowindex="${row + 2}"] a.row-link`) ?? null;
  }

  /** The part that holds the focus stays, or the focus would be lost. */
  private focused(): number | undefined {
    const body = document.activeElement?.closest<HTMLElement>('tbody[data-part]');
    return body && this.table?.contains(body) ? Number(body.dataset.part) : undefined;
  }

  private usual(): number {
    const known = this.heights.filter((height) => height !== undefined);
    return known.length === 0 ? partSize * 37 : known.reduce((sum, height) => sum + height, 0) / known.length;
  }

  private sum(from: number, to: number): number {
    const usual = this.usual();
    let sum = 0;
    for (let part = from; part < to; part += 1) sum += this.heights[part] ?? usual;
    return sum;
  }

  private update(): void {
    const { table } = this;
    const first = table?.tBodies[0];
    if (!table || !first) return;
    this.measure(table);
    const margin = innerHeight;
    const usual = this.usual();
    let top = first.getBoundingClientRect().top;
    let from: number | undefined;
    let to = 0;
    for (let part = 0; part < this.count; part += 1) {
      const bottom = top + (this.heights[part] ?? usual);
      if (bottom > -margin && top < innerHeight + margin) {
        from ??= part;
        to = part;
      }
      top = bottom;
    }
    if (from !== undefined && (from !== this.from || to !== this.to)) {
      this.from = from;
      this.to = to;
      this.refresh();
    }
    if (top < innerHeight + margin) this.grow();
  }

  /** Another width breaks lines elsewhere: what was measured before counts no more. */
  private measure(table: HTMLTableElement): void {
    if (table.clientWidth !== this.width) this.heights = this.width === 0 ? this.heights : [];
    this.width = table.clientWidth;
    // The last part of a list that grows is not full yet.
    for (const body of table.tBodies) {
      const part = Number(body.dataset.part);
      if (body.rows.length === partSize) this.heights[part] = body.getBoundingClientRect().height;
    }
  }
}
