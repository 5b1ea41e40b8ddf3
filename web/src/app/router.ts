/** The only place that reads and writes the browser's URL. */
import type { OpenPage, Page, PageContext } from '../ui/page.ts';

export interface Route {
  /** Pathname pattern in URLPattern's syntax. */
  readonly path: string;
  readonly open: () => Promise<OpenPage>;
}

interface OpenedPage {
  route: Route;
  path: string;
  /** The whole address, with the query. */
  href: string;
  page: Page;
  leave: AbortController;
}

export class Router {
  private readonly patterns: { route: Route; pattern: URLPattern }[];
  private shown: OpenedPage | undefined;
  private visit = 0;
  failure: unknown;

  constructor(
    routes: readonly Route[],
    private readonly missing: Route,
    private readonly refresh: () => void,
    private readonly opened: () => void,
    /** Whether the page may be left now; if not, it calls back when it may. */
    private readonly mayLeave: (leave: () => void) => boolean = () => true,
  ) {
    this.patterns = routes.map((route) => ({ route, pattern: new URLPattern({ pathname: route.path }) }));
  }

  get page(): Page | undefined {
    return this.shown?.page;
  }

  start(): void {
    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => this.back());
    document.addEventListener('click', (event) => this.follow(event));
    void this.show(false);
  }

  go = (href: string, options: { replace?: boolean } = {}): void => {
    const url = new URL(href, location.href);
    if (url.href === location.href && !options.replace) return;
    if (this.leaves(url) && !this.mayLeave(() => this.go(href, options))) return;
    if (options.replace) history.replaceState(null, '', url);
    else history.pushState(null, '', url);
    void this.show(false);
  };

  /** The browser has already gone back: the address of the page that stays is put there again. */
  private back(): void {
    const { href } = location;
    if (this.leaves(new URL(href)) && !this.mayLeave(() => this.go(href))) {
      history.pushState(null, '', this.shown?.href);
      return;
    }
    void this.show(true);
  }

  private leaves(url: URL): boolean {
    return this.shown !== undefined && this.shown.path !== url.pathname;
  }

  /** Throws the page away and opens it anew, after a change of person. */
  reopen(): void {
    this.close();
    void this.show(false);
  }

  close(): void {
    this.shown?.page.leave?.();
    this.shown?.leave.abort();
    this.shown = undefined;
  }

  find(url: URL): { route: Route; params: Record<string, string> } {
    for (const { route, pattern } of this.patterns) {
      const match = pattern.exec({ pathname: url.pathname });
      if (match) return { route, params: decoded(match.pathname.groups) };
    }
    return { route: this.missing, params: {} };
  }

  private async show(restored: boolean): Promise<void> {
    const visit = ++this.visit;
    const url = new URL(location.href);
    const { route, params } = this.find(url);
    if (this.shown?.route === route && this.shown.path === url.pathname && this.shown.page.urlChanged) {
      this.shown.href = url.href;
      this.shown.page.urlChanged(url);
      this.refresh();
      return;
    }
    this.failure = undefined;
    let open: OpenPage;
    try {
      open = await route.open();
    } catch (error) {
      if (visit === this.visit) this.fail(error);
      return;
    }
    if (visit !== this.visit) return;
    this.close();
    const leave = new AbortController();
    const context: PageContext = {
      url,
      params,
      restored,
      signal: leave.signal,
      refresh: () => {
        if (!leave.signal.aborted) this.refresh();
      },
      go: this.go,
      moved: (href) => {
        if (!leave.signal.aborted) this.moved(href);
      },
    };
    this.shown = { route, path: url.pathname, href: url.href, page: open(context), leave };
    if (!restored) scrollTo(0, 0);
    this.refresh();
    this.opened();
  }

  private moved(href: string): void {
    const url = new URL(href, location.href);
    history.replaceState(null, '', url);
    if (this.shown)
      this.shown = { ...this.shown, route: this.find(url).route, path: url.pathname, href: url.href };
  }

  /** The page's code did not arrive, most likely because a new version was installed meanwhile. */
  private fail(error: unknown): void {
    this.close();
    this.failure = error;
    this.refresh();
  }

  private follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    // Links of a drawing are of another kind, whose properties are no texts.
    const href = link?.getAttribute('href');
    if (!link || !href || link.hasAttribute('target') || link.hasAttribute('download')) return;
    const url = new URL(href, location.href);
    if (
      url.origin !== location.origin ||
      url.pathname.startsWith('/v1/') ||
      link.dataset.reload !== undefined
    )
      return;
    if (url.hash && url.pathname === location.pathname && url.search === location.search) return;
    event.preventDefault();
    this.go(url.href);
  }
}

function decoded(groups: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => {
      try {
        return [name, decodeURIComponent(value ?? '')];
      } catch {
        return [name, value ?? ''];
      }
    }),
  );
}
