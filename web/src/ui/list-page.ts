/**
 * The page of a list: a title, buttons, filters that stand in the URL, rows with the way to more, and what to say when
 * there are none. What is special about a list stays in its own page.
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { Action } from '../api/session.ts';
import type { PageOf } from '../api/types.ts';
import { apiQuery, withQuery } from '../models/url-state.ts';
import { aside } from './aside.ts';
import { actionButton, pageHead, refusal } from './components.ts';
import type { Filters } from './filters.ts';
import type { IconName } from './icons.ts';
import { announce } from './notices.ts';
import type { OptionalView, Page, PageContext } from './page.ts';
import { PagedList, pagedRows } from './paged-list.ts';
import { RowWindow } from './row-window.ts';
import { type TextKey, t } from './text.ts';

/** How a list looks, whatever holds its state. */
export interface ListParts<Row> {
  readonly title: string;
  readonly lead?: string | TemplateResult;
  readonly buttons?: TemplateResult;
  readonly filters?: OptionalView;
  readonly list: PagedList<Row>;
  /** False while names that the rows show are on their way. */
  readonly ready?: boolean;
  readonly rows: (rows: Row[]) => TemplateResult;
  readonly empty: () => TemplateResult;
  readonly more?: () => void;
  /** What stands beside the list. */
  readonly aside?: OptionalView;
  /** Dialogs. */
  readonly overlays?: readonly OptionalView[];
}

export function listView<Row>(parts: ListParts<Row>): TemplateResult {
  const { rows, empty, more } = parts;
  const list = html`<div class="stack">
    ${parts.filters ?? nothing} ${pagedRows(parts.list, { rows, empty, lines: 12, skeleton: 'rows', ready: parts.ready ?? true, ...(more ? { more } : {}) })}
  </div>`;
  return html`<div class="page">
    ${pageHead(parts.title, parts.lead ?? '', parts.buttons)}
    ${parts.aside === undefined || parts.aside === nothing ? list : html`<div class="main-aside">${list} ${aside(parts.aside)}</div>`} ${parts.overlays ?? nothing}
  </div>`;
}

export interface ListOptions<Row, Query> {
  readonly title: TextKey;
  readonly lead?: TextKey;
  /** The parameters of the URL that the API filters by: of one value, and of several. */
  readonly parameters?: { readonly single?: readonly string[]; readonly many?: readonly string[] };
  /** One page of the list. The query has the filters, the size of a page and the cursor. */
  readonly read: (query: Query, signal: AbortSignal, url: URL) => Promise<PageOf<Row>>;
  /** The first button. */
  readonly create?: CreateButton;
  /** Buttons before it. */
  readonly buttons?: () => TemplateResult;
  readonly filters?: (filters: Filters) => TemplateResult;
  readonly rows: (rows: Row[]) => TemplateResult;
  /** False while names that the rows show are on their way. */
  readonly ready?: () => boolean;
  /** What to say without rows; `create` is the first button once more. */
  readonly empty: (create: TemplateResult | undefined) => TemplateResult;
  readonly aside?: () => OptionalView;
  readonly overlays?: () => readonly OptionalView[];
  readonly leave?: () => void;
}

export interface CreateButton {
  readonly action: Action;
  readonly everywhere?: boolean;
  readonly label: TextKey;
  readonly icon?: IconName;
  readonly run: () => void;
}

/** Rows of one page. */
const pageSize = 50;

export class ListPage<Row, Query = unknown> implements Page {
  readonly list: PagedList<Row>;
  /** For lists that grow long: the rows that stand in the page. */
  readonly window: RowWindow;
  url: URL;

  constructor(
    private readonly context: PageContext,
    private readonly options: ListOptions<Row, Query>,
  ) {
    this.url = context.url;
    this.list = new PagedList<Row>(context.refresh);
    this.window = new RowWindow(context.refresh, () => this.list.next.failure || void this.list.more());
    void this.load();
    this.begin();
  }

  /** `#new` asks for the dialog of the first button: the command palette leads here. */
  private begin(): void {
    const { create } = this.options;
    if (this.url.hash !== '#new') return;
    this.context.moved(this.url.pathname + this.url.search);
    if (create && refusal(create.action, create.everywhere) === undefined) queueMicrotask(create.run);
  }

  readonly filters: Filters = {
    value: (name) => this.url.searchParams.get(name) ?? '',
    set: (changes) => this.context.go(withQuery(this.url, changes), { replace: true }),
  };

  /** Reads the list anew, by the filters of the URL; gives its first rows. */
  async load(): Promise<Row[]> {
    const { single, many } = this.options.parameters ?? {};
    const asked = apiQuery(this.url, single ?? [], many);
    this.window.reset();
    await this.list.open((cursor) =>
      this.options.read({ limit: pageSize, ...asked, cursor } as Query, this.context.signal, this.url),
    );
    return this.list.rows;
  }

  /** Something of the list was saved. */
  readonly saved = (): void => {
    announce(t('common.saved'));
    void this.load();
  };

  readonly leave = (): void => this.options.leave?.();

  title = (): string => t(this.options.title);

  urlChanged = (url: URL): void => {
    this.url = url;
    void this.load();
    this.begin();
  };

  view = (): TemplateResult => {
    const { options } = this;
    return listView<Row>({
      title: this.title(),
      lead: options.lead ? t(options.lead) : '',
      ...(options.buttons || options.create
        ? { buttons: html`${options.buttons?.() ?? nothing} ${this.create() ?? nothing}` }
        : {}),
      filters: options.filters?.(this.filters) ?? nothing,
      list: this.list,
      rows: options.rows,
      ready: options.ready?.() ?? true,
      empty: () => options.empty(this.create()),
      aside: options.aside?.() ?? nothing,
      overlays: options.overlays?.() ?? [],
    });
  };

  private create(): TemplateResult | undefined {
    const { create } = this.options;
    return create && actionButton({ icon: 'plus', ...create, label: t(create.label), primary: true });
  }
}

/** A list that is short enough to be read as a whole, as one page. */
export const wholeList =
  <Row>(read: () => Promise<Row[]>) =>
  async (): Promise<PageOf<Row>> => ({ data: await read(), has_more: false });
