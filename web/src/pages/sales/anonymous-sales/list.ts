/** Sales of which nobody said who bought: they count in takings, and in no customer's figures. */
import { html } from 'lit';
import {
  type AnonymousSale,
  type AnonymousSaleQuery,
  listAnonymousSales,
} from '../../../api/sales/anonymous-sales.ts';
import { daysQuery } from '../../../models/url-state.ts';
import { emptyState } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { dayFilter, filterBar, pickFilter, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { unitOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { saleView } from '../../../ui/sale-view.ts';
import { t } from '../../../ui/text.ts';

export const openAnonymousSales: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['units', 'products']);
  return new ListPage<AnonymousSale, AnonymousSaleQuery>(context, {
    title: 'nav.anonymous_sales',
    lead: 'anonymous_sales.lead',
    parameters: { single: ['unit_id', 'channel', 'state'] },
    read: (query, signal, url) => listAnonymousSales({ ...query, ...daysQuery(url, 'occurred_on') }, signal),
    filters: (filters) =>
      filterBar([
        pickFilter(filters, 'unit_id', t('purchase.unit'), unitOptions(directory.units)),
        wordFilter(filters, 'channel', t('purchase.channel'), 'channel'),
        wordFilter(filters, 'state', t('common.state'), 'purchase_state'),
        dayFilter(filters, 'from', t('anonymous_sales.from')),
        dayFilter(filters, 'to', t('anonymous_sales.to')),
      ]),
    ready: () => directory.isRead,
    rows: (rows) => html`<section class="card" aria-label=${t('nav.anonymous_sales')}>
      <ul class="list">${rows.map((row) => html`<li>${saleView(row, directory)}</li>`)}</ul>
    </section>`,
    empty: () => emptyState(t('anonymous_sales.empty'), t('anonymous_sales.empty.detail')),
  });
};
