/** Partners: delivery platforms, tills, shops online; whoever sends data under ids of their own. */
import { html } from 'lit';
import {
  allPartners,
  changePartner,
  createPartner,
  type Partner,
} from '../../../api/organisation/partners.ts';
import { actionButton, emptyState, moment, pageHead } from '../../../ui/components.ts';
import { inputField } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';

export const openPartners: OpenPage = ({ refresh }) => {
  const partners = new Loading<Partner[]>(refresh);
  const load = () => partners.load(allPartners);
  void load();
  const dialog = new FormDialog<Partner | undefined, Partner>(refresh, {
    name: 'partner',
    title: (partner) => (partner ? t('partners.edit') : t('partners.new')),
    fields: (
      form,
      partner,
    ) => html`${inputField(form, 'name', t('common.name'), { value: partner?.name, required: true })}
      ${inputField(form, 'code', t('common.code'), { value: partner?.code, required: true, hint: t('partners.code.hint') })}`,
    send: (values, key, partner) => {
      const body = { name: values.text('name') ?? '', code: values.text('code') ?? '' };
      return partner ? changePartner(partner, body) : createPartner(body, key);
    },
    reload: async (partner) => (await load())?.find((one) => one.id === partner?.id),
    done: () => {
      announce(t('common.saved'));
      void load();
    },
  });
  const create = () =>
    actionButton({
      action: 'keys:write',
      everywhere: true,
      label: t('partners.new'),
      icon: 'plus',
      primary: true,
      run: () => dialog.show(undefined),
    });
  const list = (rows: readonly Partner[]) =>
    table<Partner>({
      label: t('nav.partners'),
      rows,
      key: (row) => row.id,
      columns: [
        { label: t('common.name'), cell: (row) => html`<strong>${row.name}</strong>` },
        { label: t('common.code'), nowrap: true, cell: (row) => html`<code>${row.code}</code>` },
        { label: t('common.changed'), nowrap: true, cell: (row) => moment(row.updated_at) },
        {
          label: t('common.actions'),
          cell: (row) =>
            actionButton({
              action: 'keys:write',
              everywhere: true,
              label: t('common.edit'),
              describe: row.name,
              small: true,
              run: () => dialog.show(row),
            }),
        },
      ],
    });
  return {
    title: () => t('nav.partners'),
    view: () => html`<div class="page">
      ${pageHead(t('nav.partners'), t('partners.lead'), create())}
      ${loaded(partners, (rows) => (rows.length === 0 ? emptyState(t('partners.empty'), t('partners.empty.detail')) : list(rows)))}
      ${dialog.view()}
    </div>`,
  };
};
