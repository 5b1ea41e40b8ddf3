/** The saved views of a list: chips that lead to them, and a button that saves what the list shows now. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  allSavedViews,
  deleteView,
  type SavedView,
  saveView,
  type ViewedList,
} from '../api/organisation/saved-views.ts';
import { me } from '../api/session.ts';
import { sameView, viewQuery } from '../models/url-state.ts';
import { Confirm } from './confirm.ts';
import { checkField, inputField } from './fields.ts';
import { FormDialog } from './form-dialog.ts';
import { announce } from './notices.ts';
import type { OptionalView } from './page.ts';
import { t } from './text.ts';

export class SavedViews {
  private views: SavedView[] = [];
  private readonly confirm: Confirm;
  private readonly saving: FormDialog<string, unknown>;

  constructor(
    private readonly refresh: () => void,
    private readonly list: ViewedList,
    /** The address of the list without its query. */
    private readonly path: string,
  ) {
    this.confirm = new Confirm(refresh);
    this.saving = new FormDialog<string, unknown>(refresh, {
      name: 'view',
      title: () => t('views.save'),
      label: () => t('common.save'),
      fields: (
        form,
      ) => html`${inputField(form, 'name', t('common.name'), { required: true, maxlength: 60, hint: t('views.name.hint') })}
        ${checkField('is_shared', t('views.share'), { value: 'true', hint: t('views.share.hint') })}`,
      send: (values, key, query) =>
        saveView(
          { list, query, name: values.text('name') ?? '', is_shared: values.all('is_shared').length > 0 },
          key,
        ),
      done: () => {
        announce(t('common.saved'));
        void this.load();
      },
    });
    void this.load();
  }

  private async load(): Promise<void> {
    this.views = await allSavedViews(this.list).catch(() => []);
    this.refresh();
  }

  /** The views, and what can be done with the one that is shown; nothing while there is neither a view nor a filter. */
  bar(url: URL, isFiltered: boolean): OptionalView {
    const shown = this.views.find((view) => sameView(url, view.query));
    if (this.views.length === 0 && !isFiltered) return nothing;
    return html`<div class="chips" role="group" aria-label=${t('views.title')}>
      ${this.views.map((view) => this.chip(view, view === shown))}
      ${!shown && isFiltered ? html`<button type="button" class="button small" @click=${() => this.saving.show(viewQuery(url))}>${t('views.save')}</button>` : nothing}
      ${shown && shown.user_id === me()?.id ? html`<button type="button" class="button small" @click=${() => this.remove(shown)}>${t('views.delete')}</button>` : nothing}
    </div>`;
  }

  private chip(view: SavedView, shown: boolean): TemplateResult {
    const href = view.query ? `${this.path}?${view.query}` : this.path;
    return html`<a class=${shown ? 'chip chosen' : 'chip'} href=${href} aria-current=${shown ? 'true' : 'false'}>${view.name}</a>`;
  }

  private remove(view: SavedView): void {
    this.confirm.ask({
      title: t('views.delete'),
      detail: t('views.delete.detail', { name: view.name }),
      label: t('views.delete'),
      run: async () => {
        await deleteView(view);
        announce(t('views.deleted'));
        await this.load();
      },
    });
  }

  /** The dialogs. */
  overlays(): OptionalView[] {
    return [this.saving.view(), this.confirm.view()];
  }
}
