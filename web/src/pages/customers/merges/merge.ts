/** Merging two customers: both side by side, a choice where they differ, and what would follow. */
import { html, type TemplateResult } from 'lit';
import { randomKey } from '../../../api/base.ts';
import { type MergePreview, mergeCustomers, previewMerge } from '../../../api/customers/merges.ts';
import { type Customer, readCustomer, searchCustomers } from '../../../api/customers/profiles.ts';
import type { MergeChoices, MergeField, MergeSide } from '../../../models/customers/merge.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { Directory } from '../../../ui/directory.ts';
import { Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { t } from '../../../ui/text.ts';
import { mergeView } from './merge-view.ts';

export const openMerge: OpenPage = (context) => new MergePage(context);

/** Customers a search shows. */
const found = 8;

class MergePage {
  private readonly customer: Loading<Customer>;
  private readonly preview: Loading<MergePreview>;
  private readonly candidates: Loading<Customer[]>;
  private readonly directory: Directory;
  private readonly confirm: Confirm;
  private choices: MergeChoices = {};
  private url: URL;

  constructor(private readonly context: PageContext) {
    const { refresh } = context;
    this.url = context.url;
    this.customer = new Loading(refresh);
    this.preview = new Loading(refresh);
    this.candidates = new Loading(refresh);
    this.directory = new Directory(refresh, ['units', 'users']);
    this.confirm = new Confirm(refresh);
    void this.load();
  }

  private get id(): string {
    return this.context.params.id ?? '';
  }

  /** The other customer stands in the URL. */
  private get other(): string {
    return this.url.searchParams.get('with') ?? '';
  }

  title = (): string => t('merge.title');

  view = (): TemplateResult =>
    html`${mergeView(
      {
        customer: this.customer,
        preview: this.preview,
        candidates: this.candidates,
        directory: this.directory,
        choices: this.choices,
        other: this.other,
      },
      { search: this.search, choose: this.choose, merge: this.ask },
    )}
    ${this.confirm.view()}`;

  urlChanged(url: URL): void {
    this.url = url;
    this.choices = {};
    void this.load();
  }

  private async load(): Promise<void> {
    const { signal } = this.context;
    void this.customer.load(async () => (await readCustomer(this.id, signal)).value);
    if (this.other !== '') {
      await this.preview.load(() => previewMerge(this.id, { merged_id: this.other }, signal));
    }
  }

  private readonly search = (query: string): void => {
    if (query.trim() === '') return;
    void this.candidates.load(async () =>
      (await searchCustomers(query, found)).filter((customer) => customer.id !== this.id),
    );
  };

  private readonly choose = (field: MergeField, side: MergeSide): void => {
    this.choices = { ...this.choices, [field]: side };
    this.context.refresh();
  };

  private readonly ask = (preview: MergePreview): void => {
    const { survivor, merged } = preview;
    const key = randomKey();
    this.confirm.ask({
      title: t('merge.confirm'),
      detail: t('merge.confirm.detail', { survivor: survivor.name, merged: merged.name }),
      label: t('merge.run'),
      run: async () => {
        await mergeCustomers(
          survivor.id,
          {
            merged_id: merged.id,
            choices: this.choices,
            survivor_version: survivor.version,
            merged_version: merged.version,
          },
          key,
        );
        announce(t('merge.done', { merged: merged.name, survivor: survivor.name }));
        this.context.go(`/customers/${survivor.id}`);
      },
    });
  };
}
