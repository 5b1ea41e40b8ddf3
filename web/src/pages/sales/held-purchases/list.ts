/** Purchases whose customer nobody knows: whose they are is said here, or that they are nobody's. */
import { html, nothing, type TemplateResult } from 'lit';
import { randomKey } from '../../../api/base.ts';
import {
  type HeldPurchase,
  type HeldPurchaseQuery,
  listHeldPurchases,
  matchHeldPurchase,
  releaseHeldPurchase,
} from '../../../api/sales/held-purchases.ts';
import {
  actionButton,
  emptyState,
  identityText,
  money,
  shortMoment,
  stateBadge,
} from '../../../ui/components.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { Directory } from '../../../ui/directory.ts';
import { checkField, inputField } from '../../../ui/fields.ts';
import { filterBar, pickFilter, wordFilter } from '../../../ui/filters.ts';
import { findCustomer } from '../../../ui/find-customer.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { unitOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';

interface Actions {
  readonly match: (row: HeldPurchase) => void;
  readonly release: (row: HeldPurchase) => void;
}

export const openHeldPurchases: OpenPage = (context) => {
  const { refresh } = context;
  const directory = new Directory(refresh, ['units']);
  const confirm = new Confirm(refresh);
  const match = new FormDialog<HeldPurchase, HeldPurchase>(refresh, {
    name: 'match',
    title: () => t('held.match'),
    label: () => t('held.match'),
    fields: (form) => html`${inputField(form, 'customer_id', t('held.customer'), {
      required: true,
      hint: t('held.customer.hint'),
    })}
    <div class="field wide">${checkField('keep_identity', t('held.keep'), { hint: t('held.keep.hint') })}</div>`,
    send: async (values, key, row) =>
      matchHeldPurchase(
        row.id,
        { customer_id: await findCustomer(values), keep_identity: values.checked('keep_identity') },
        key,
      ),
    done: () => page.saved(),
  });
  const release = (row: HeldPurchase) => {
    const key = randomKey();
    confirm.ask({
      title: t('held.release'),
      detail: t('held.release.detail'),
      label: t('held.release'),
      run: async () => {
        await releaseHeldPurchase(row.id, key);
        page.saved();
      },
    });
  };
  const page: ListPage<HeldPurchase, HeldPurchaseQuery> = new ListPage(context, {
    title: 'nav.held_purchases',
    lead: 'held.lead',
    parameters: { single: ['state', 'unit_id'] },
    read: listHeldPurchases,
    filters: (filters) =>
      filterBar([
        wordFilter(filters, 'state', t('common.state'), 'held_state'),
        pickFilter(filters, 'unit_id', t('purchase.unit'), unitOptions(directory.units)),
      ]),
    ready: () => directory.isRead,
    rows: (rows) => heldTable(rows, directory, { match: (row) => match.show(row), release }),
    empty: () => emptyState(t('held.empty'), t('held.empty.detail')),
    overlays: () => [match.view(), confirm.view()],
  });
  return page;
};

function heldTable(rows: readonly HeldPurchase[], directory: Directory, actions: Actions): TemplateResult {
  return table<HeldPurchase>({
    label: t('nav.held_purchases'),
    rows,
    key: (row) => row.id,
    columns: [
      { label: t('purchase.occurred'), nowrap: true, cell: (row) => shortMoment(row.occurred_at) },
      { label: t('purchase.unit'), short: true, cell: (row) => directory.unitName(row.unit_id) },
      {
        label: t('held.named'),
        nowrap: true,
        cell: (row) => (row.identity ? identityText(row.identity.kind, row.identity.value) : ''),
      },
      { label: t('held.receipt'), cell: (row) => [row.partner, row.external_id].filter(Boolean).join(' · ') },
      { label: t('purchase.amount'), number: true, cell: (row) => money(row.net) },
      { label: t('common.state'), cell: state },
      { label: t('common.actions'), cell: (row) => decide(row, actions) },
    ],
  });
}

const state = (row: HeldPurchase): TemplateResult => html`${stateBadge('held_state', row.state)}
  ${row.problem ? html`<br /><small class="quiet">${t('held.problem', { code: row.problem })}</small>` : nothing}`;

function decide(row: HeldPurchase, { match, release }: Actions): TemplateResult | typeof nothing {
  if (row.state !== 'held') return nothing;
  const describe = [row.partner, row.external_id ?? money(row.net)].join(' · ');
  const action = 'purchases:write' as const;
  return html`<div class="buttons">
    ${actionButton({ action, label: t('held.match'), describe, small: true, run: () => match(row) })}
    ${actionButton({ action, label: t('held.release'), describe, small: true, run: () => release(row) })}
  </div>`;
}
