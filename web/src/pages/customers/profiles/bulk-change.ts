/** The customers that are ticked in the list, and the one change that is made of all of them. */
import { html, nothing } from 'lit';
import { changeCustomers } from '../../../api/customers/profiles.ts';
import { can } from '../../../api/session.ts';
import { parseTags } from '../../../models/customers/profile.ts';
import type { Directory } from '../../../ui/directory.ts';
import { inputField } from '../../../ui/fields.ts';
import { FieldErrors, type FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { announce } from '../../../ui/notices.ts';
import { nameOptions } from '../../../ui/options.ts';
import type { OptionalView } from '../../../ui/page.ts';
import { pickField } from '../../../ui/picker.ts';
import { t } from '../../../ui/text.ts';

/** The most that one request changes. */
const most = 1000;

export class BulkChange {
  /** Replaced at each change, so that rows are drawn again. */
  ticked: ReadonlySet<string> = new Set();
  private readonly dialog: FormDialog<readonly string[], Changed>;

  constructor(
    private readonly refresh: () => void,
    private readonly directory: () => Directory,
    private readonly done: () => void,
  ) {
    this.dialog = new FormDialog<readonly string[], Changed>(refresh, {
      name: 'bulk',
      title: () => t('customers.bulk'),
      label: (ids) => t('customers.bulk.apply', { count: ids.length }),
      fields: (
        form,
      ) => html`${inputField(form, 'add_tags', t('customers.bulk.add_tags'), { hint: t('customer.field.tags.hint') })}
        ${inputField(form, 'remove_tags', t('customers.bulk.remove_tags'))}
        ${can('users:read') ? pickField(form, 'owner_id', t('customers.bulk.owner'), nameOptions(this.directory().users), { empty: t('customers.bulk.owner.keep') }) : nothing}`,
      send: (values, key, ids) => send(values, key, ids),
      done: ({ succeeded, failed }) => {
        announce(
          failed === 0
            ? t('customers.bulk.done', { count: succeeded })
            : t('customers.bulk.partly', { succeeded, failed }),
        );
        this.clear();
        this.done();
      },
    });
  }

  /** A box beside the name of a row. */
  box(id: string, name: string): OptionalView {
    if (!can('customers:write')) return nothing;
    return html`<input
      type="checkbox"
      class="row-tick"
      aria-label=${t('customers.bulk.tick', { name })}
      .checked=${this.ticked.has(id)}
      @change=${(event: Event) => this.tick(id, (event.target as HTMLInputElement).checked)}
    />`;
  }

  private tick(id: string, on: boolean): void {
    const ticked = new Set(this.ticked);
    if (on && ticked.size < most) ticked.add(id);
    else ticked.delete(id);
    this.ticked = ticked;
    this.refresh();
  }

  private clear(): void {
    this.ticked = new Set();
    this.refresh();
  }

  /** What is ticked and what can be done with it; nothing while nothing is. `ids` are the rows that were read. */
  bar(ids: readonly string[]): OptionalView {
    const count = this.ticked.size;
    if (count === 0) return nothing;
    return html`<div class="bulk-bar" role="region" aria-label=${t('customers.bulk')}>
      <span role="status">${t('customers.bulk.ticked', { count })}</span>
      ${count < Math.min(ids.length, most) ? html`<button type="button" class="button small" @click=${() => this.tickAll(ids)}>${t('customers.bulk.all', { count: Math.min(ids.length, most) })}</button>` : nothing}
      <button type="button" class="button small primary" @click=${() => this.dialog.show([...this.ticked])}>${t('customers.bulk')}</button>
      <button type="button" class="button small" @click=${() => this.clear()}>${t('customers.bulk.clear')}</button>
    </div>`;
  }

  private tickAll(ids: readonly string[]): void {
    this.ticked = new Set(ids.slice(0, most));
    this.refresh();
  }

  overlay(): OptionalView {
    return this.dialog.view();
  }
}

interface Changed {
  succeeded: number;
  failed: number;
}

async function send(values: FormValues, key: string, ids: readonly string[]): Promise<Changed> {
  const add_tags = parseTags(values.text('add_tags'));
  const remove_tags = parseTags(values.text('remove_tags'));
  const owner_id = values.text('owner_id');
  if (add_tags.length + remove_tags.length === 0 && !owner_id)
    throw new FieldErrors({ add_tags: t('customers.bulk.nothing') });
  const change = { add_tags, remove_tags, ...(owner_id ? { owner_id } : {}) };
  const { summary } = await changeCustomers(
    ids.map((customer_id) => ({ customer_id, ...change })),
    key,
  );
  return summary;
}
