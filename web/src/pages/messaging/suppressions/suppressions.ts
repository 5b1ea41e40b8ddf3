/** Addresses that get no message any more, and why. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  createSuppression,
  liftSuppression,
  listSuppressions,
  type NewSuppression,
  type Suppression,
  type SuppressionQuery,
} from '../../../api/messaging/suppressions.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { actionButton, emptyState, moment, pageHead } from '../../../ui/components.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { inputField, selectField } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { wordOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import { moreButton, table } from '../../../ui/table.ts';
import { t, type WordGroup, word, wordValues } from '../../../ui/text.ts';

export const openSuppressions: OpenPage = (context) => {
  const { refresh, signal } = context;
  let url = context.url;
  const suppressions = new PagedList<Suppression>(refresh);
  const confirm = new Confirm(refresh);
  const load = () => {
    const query = apiQuery(url, ['q'], ['channel', 'reason']) as SuppressionQuery;
    void suppressions.open((cursor) => listSuppressions({ ...query, limit: 50, cursor }, signal));
  };
  load();
  const changed = () => {
    announce(t('common.saved'));
    load();
  };
  const add = addDialog(refresh, changed);
  const lift = (row: Suppression) =>
    confirm.ask({
      title: t('suppressions.lift'),
      detail: t('suppressions.lift.detail', { address: row.address }),
      label: t('suppressions.lift'),
      run: async () => {
        await liftSuppression(row.id);
        changed();
      },
    });
  const set = (changes: Record<string, string>) => context.go(withQuery(url, changes), { replace: true });
  return {
    title: () => t('nav.suppressions'),
    urlChanged: (next) => {
      url = next;
      load();
    },
    view: () => html`<div class="page">
      ${pageHead(
        t('nav.suppressions'),
        t('suppressions.lead'),
        actionButton({
          action: 'suppressions:write',
          label: t('suppressions.new'),
          icon: 'plus',
          primary: true,
          run: () => add.show(undefined),
        }),
      )}
      <div class="stack">
        ${filters(url, set)}
        ${loaded(suppressions.first, (rows) =>
          rows.length === 0
            ? emptyState(t('suppressions.empty'), t('suppressions.empty.detail'))
            : suppressionTable(rows, lift),
        )}
        ${suppressions.next.failure ? problemPanel(suppressions.next.failure, suppressions.next.reload) : nothing}
        ${suppressions.cursor ? moreButton(suppressions.next.busy, () => void suppressions.more()) : nothing}
      </div>
      ${add.view()} ${confirm.view()}
    </div>`,
  };
};

function addDialog(refresh: () => void, done: () => void): FormDialog<undefined, Suppression> {
  return new FormDialog<undefined, Suppression>(refresh, {
    name: 'suppression',
    title: () => t('suppressions.new'),
    fields: (
      form,
    ) => html`${selectField(form, 'channel', t('templates.channel'), wordOptions('message_channel'), { value: 'email' })}
      ${inputField(form, 'address', t('suppressions.address'), { required: true, autofocus: true, maxlength: 254 })}
      ${selectField(form, 'reason', t('suppressions.reason'), wordOptions('suppression_reason'), { value: 'by_hand' })}
      ${inputField(form, 'cause', t('suppressions.cause'), { maxlength: 300 })}`,
    send: (values, key) => {
      const cause = values.text('cause');
      const body = {
        channel: values.text('channel') as NewSuppression['channel'],
        address: values.text('address') ?? '',
        reason: values.text('reason') as NonNullable<NewSuppression['reason']>,
        ...(cause ? { cause } : {}),
      };
      return createSuppression(body, key);
    },
    done,
  });
}

function filters(url: URL, set: (changes: Record<string, string>) => void): TemplateResult {
  const value = (name: string) => url.searchParams.get(name) ?? '';
  const change = (name: string) => (event: Event) =>
    set({ [name]: (event.target as HTMLInputElement).value.trim() });
  const choice = (name: string, label: string, group: WordGroup) => html`<div class="field">
    <label for="suppression-by-${name}">${label}</label>
    <select id="suppression-by-${name}" @change=${change(name)}>
      <option value="">${t('common.all')}</option>
      ${wordValues(group).map((one) => html`<option value=${one} ?selected=${one === value(name)}>${word(group, one)}</option>`)}
    </select>
  </div>`;
  return html`<search class="filters">
    <div class="filter-row">
      <div class="field grow">
        <label for="suppression-search">${t('suppressions.search')}</label>
        <input id="suppression-search" type="search" autocomplete="off" .value=${value('q')} @change=${change('q')} />
      </div>
      ${choice('channel', t('templates.channel'), 'message_channel')}
      ${choice('reason', t('suppressions.reason'), 'suppression_reason')}
    </div>
  </search>`;
}

function suppressionTable(rows: readonly Suppression[], lift: (row: Suppression) => void): TemplateResult {
  return table<Suppression>({
    label: t('nav.suppressions'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('suppressions.address'),
        cell: (row) =>
          row.customer_id
            ? html`<a href="/customers/${row.customer_id}">${row.address}</a>`
            : html`${row.address}`,
      },
      { label: t('templates.channel'), cell: (row) => word('message_channel', row.channel) },
      {
        label: t('suppressions.reason'),
        cell: (row) =>
          html`${word('suppression_reason', row.reason)} <small class="quiet">${row.cause ?? ''}</small>`,
      },
      { label: t('suppressions.since'), nowrap: true, cell: (row) => moment(row.recorded_at) },
      {
        label: t('common.actions'),
        cell: (row) =>
          actionButton({
            action: 'suppressions:write',
            label: t('suppressions.lift'),
            describe: row.address,
            small: true,
            run: () => lift(row),
          }),
      },
    ],
  });
}
