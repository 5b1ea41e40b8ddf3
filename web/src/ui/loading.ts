/** Something a page waits for: its state, its skeleton after 200 ms, its failure with a way to try again. */
import { html, nothing, type TemplateResult } from 'lit';
import { isAbort } from '../api/problem.ts';
import { problemPanel } from './problem-panel.ts';
import { t } from './text.ts';

export class Loading<T> {
  value: T | undefined;
  failure: unknown;
  busy = false;
  slow = false;
  private run = 0;
  private again: (() => Promise<T>) | undefined;

  constructor(private readonly refresh: () => void) {}

  /** Starts `work`; an earlier run that ends later is ignored. The old value stays until the new one is there. */
  async load(work: () => Promise<T>): Promise<T | undefined> {
    const run = ++this.run;
    this.again = work;
    this.busy = true;
    this.failure = undefined;
    const timer = setTimeout(() => {
      this.slow = true;
      this.refresh();
    }, 200);
    this.refresh();
    try {
      const value = await work();
      if (run === this.run) this.value = value;
      return run === this.run ? value : undefined;
    } catch (error) {
      if (run === this.run && !isAbort(error)) this.failure = error;
      return undefined;
    } finally {
      clearTimeout(timer);
      if (run === this.run) {
        this.busy = false;
        this.slow = false;
        this.refresh();
      }
    }
  }

  reload = (): void => {
    if (this.again) void this.load(this.again);
  };
}

/** How much room a skeleton takes: lines of text, rows of a table, or the window where a whole page is waited for. */
export type SkeletonKind = 'lines' | 'rows' | 'whole';

/** The value's view, else its failure, else a skeleton of `lines` lines once the wait is felt. */
export function loaded<T>(
  source: Loading<T>,
  view: (value: T) => TemplateResult | typeof nothing,
  lines = 4,
  kind: SkeletonKind = 'lines',
): TemplateResult {
  if (source.failure) return problemPanel(source.failure, source.reload);
  if (source.value !== undefined) return html`${view(source.value)}`;
  return skeleton(source.slow, lines, kind);
}

/** True when each has its answer, good or bad. */
export function answered(sources: readonly Loading<unknown>[]): boolean {
  return sources.every((source) => source.value !== undefined || source.failure !== undefined);
}

export function skeleton(visible: boolean, lines: number, kind: SkeletonKind = 'lines'): TemplateResult {
  return html`<div class="skeleton ${kind}" ?data-visible=${visible} aria-busy="true">
    <span class="visually-hidden">${visible ? t('common.loading') : nothing}</span>
    ${Array.from({ length: lines }, () => html`<div class="skeleton-line"></div>`)}
  </div>`;
}
