/** What a page is to the application: a title, a view, and the few things it may ask for. */
import type { nothing, TemplateResult } from 'lit';

/** Something that is drawn, or not at the moment. */
export type OptionalView = TemplateResult | typeof nothing;

export interface PageContext {
  /** The URL the page was opened with; later ones arrive at `urlChanged`. */
  readonly url: URL;
  /** The named parts of the route's pattern. */
  readonly params: Readonly<Record<string, string>>;
  /** True when the page was reached by the browser's back or forward. */
  readonly restored: boolean;
  /** Aborted when the page is left. */
  readonly signal: AbortSignal;
  /** Draws the application again at the next frame. */
  refresh(): void;
  /** The only way to change the URL. */
  go(href: string, options?: { replace?: boolean }): void;
  /** What the page shows has an address of its own now; the page stays as it is. */
  moved(href: string): void;
}

export interface Page {
  title(): string;
  view(): TemplateResult;
  /** The query changed while the page stayed. */
  urlChanged?(url: URL): void;
  /** The language changed: sentences that came from the server have to come again. */
  languageChanged?(): void;
  /** Called before the page goes. */
  leave?(): void;
}

export type OpenPage = (context: PageContext) => Page;
