/** Partners: delivery platforms, tills, shops online; whoever sends data under ids of their own. */
import { html, type TemplateResult } from 'lit';
import {
  allPartners,
  changePartner,
  createPartner,
  type Partner,
} from '../../../api/organisation/partners.ts';
import { editButton, emptyState, moment } from '../../../ui/components.ts';
import { checkField, inputField, selectField } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { ListPage, wholeList } from '../../../ui/list-page.ts';
import { wordOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';

export const openPartners: OpenPage = (context) => {
  const dialog = new FormDialog<Partner | undefined, Partner>(context.refresh, {
    name: 'partner',
    title: (partner) => (partner ? t('partners.edit') : t('partners.new')),
    fields: (
      form,
      partner,
    ) => html`${inputField(form, 'name', t('common.name'), { value: partner?.name, required: true })}
      ${inputField(form, 'code', t('common.code'), { value: partner?.code, required: true, hint: t('partners.code.hint') })}
      ${selectField(form, 'unknown_customers', t('partners.unknown_customers'), wordOptions('unknown_customers'), { value: partner?.unknown_customers ?? 'reject', hint: t('partners.unknown_customers.hint') })}
      <div class="field wide">${checkField('allow_unlisted_products', t('partners.unlisted'), { checked: partner?.allow_unlisted_products ?? false, hint: t('partners.unlisted.hint') })}</div>`,
    send: (values, key, partner) => {
      const body = {
        name: values.text('name') ?? '',
        code: values.text('code') ?? '',
        unknown_customers: values.text('unknown_customers') as Partner['unknown_customers'],
        allow_unlisted_products: values.checked('allow_unlisted_products'),
      };
      return partner ? changePartner(partner, body) : createPartner(body, key);
    },
    reload: async (partner) => (await page.load()).find((one) => one.id === partner?.id),
    done: () => page.saved(),
  });
  const page: ListPage<Partner> = new ListPage(context, {
    title: 'nav.partners',
    lead: 'partners.lead',
    read: wholeList(allPartners),
    create: {
      action: 'keys:write',
      everywhere: true,
      label: 'partners.new',
      run: () => dialog.show(undefined),
    },
    rows: (rows) => partnerTable(rows, (partner) => dialog.show(partner)),
    empty: () => emptyState(t('partners.empty'), t('partners.empty.detail')),
    overlays: () => [dialog.view()],
  });
  return page;
};

function partnerTable(rows: readonly Partner[], edit: (partner: Partner) => void): TemplateResult {
  return table<Partner>({
    label: t('nav.partners'),
    rows,
    key: (row) => row.id,
    columns: [
      { label: t('common.name'), cell: (row) => html`<strong>${row.name}</strong>` },
      { label: t('common.code'), nowrap: true, cell: (row) => html`<code>${row.code}</code>` },
      {
        label: t('partners.unknown_customers'),
        cell: (row) => word('unknown_customers', row.unknown_customers),
      },
      { label: t('common.changed'), nowrap: true, cell: (row) => moment(row.updated_at) },
      {
        label: t('common.actions'),
        cell: (row) => editButton('keys:write', row.name, () => edit(row), true),
      },
    ],
  });
}
