/** Addresses that get no message any more, and why. */
import { html, type TemplateResult } from 'lit';
import {
  createSuppression,
  liftSuppression,
  listSuppressions,
  type NewSuppression,
  type Suppression,
  type SuppressionQuery,
} from '../../../api/messaging/suppressions.ts';
import { actionButton, emptyState, shortMoment } from '../../../ui/components.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { inputField, selectField } from '../../../ui/fields.ts';
import { filterBar, searchFilter, wordFilter } from '../../../ui/filters.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { wordOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';

export const openSuppressions: OpenPage = (context) => {
  const confirm = new Confirm(context.refresh);
  const add = addDialog(context.refresh, () => page.saved());
  const lift = (row: Suppression) =>
    confirm.ask({
      title: t('suppressions.lift'),
      detail: t('suppressions.lift.detail', { address: row.address }),
      label: t('suppressions.lift'),
      run: async () => {
        await liftSuppression(row.id);
        page.saved();
      },
    });
  const page: ListPage<Suppression, SuppressionQuery> = new ListPage(context, {
    title: 'nav.suppressions',
    lead: 'suppressions.lead',
    parameters: { single: ['q'], many: ['channel', 'reason'] },
    read: listSuppressions,
    create: {
      action: 'suppressions:write',
      everywhere: true,
      label: 'suppressions.new',
      run: () => add.show(undefined),
    },
    filters: (filters) =>
      filterBar([
        searchFilter(filters, t('suppressions.search')),
        wordFilter(filters, 'channel', t('templates.channel'), 'message_channel'),
        wordFilter(filters, 'reason', t('suppressions.reason'), 'suppression_reason'),
      ]),
    rows: (rows) => suppressionTable(rows, lift),
    empty: () => emptyState(t('suppressions.empty'), t('suppressions.empty.detail')),
    overlays: () => [add.view(), confirm.view()],
  });
  return page;
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
      { label: t('suppressions.since'), nowrap: true, cell: (row) => shortMoment(row.recorded_at) },
      {
        label: t('common.actions'),
        cell: (row) =>
          actionButton({
            action: 'suppressions:write',
            everywhere: true,
            label: t('suppressions.lift'),
            describe: row.address,
            small: true,
            run: () => lift(row),
          }),
      },
    ],
  });
}
