/** The competitors, how often customers named each, and the dialog that registers one. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  allCompetitors,
  type Competitor,
  type CompetitorCounts,
  changeCompetitor,
  countCompetitors,
  createCompetitor,
} from '../../../api/customers/competitors.ts';
import { editButton, emptyState, number } from '../../../ui/components.ts';
import { checkField, inputField } from '../../../ui/fields.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { ListPage, wholeList } from '../../../ui/list-page.ts';
import { Loading } from '../../../ui/loading.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';

export const openCompetitors: OpenPage = (context) => {
  const { refresh, signal } = context;
  const counts = new Loading<CompetitorCounts>(refresh);
  void counts.load(() => countCompetitors(signal));
  const dialog = new FormDialog<Competitor | undefined, Competitor>(refresh, {
    name: 'competitor',
    title: (competitor) => t(competitor ? 'competitors.edit' : 'competitors.new'),
    label: (competitor) => t(competitor ? 'common.save' : 'common.create'),
    fields: (
      form,
      competitor,
    ) => html`${inputField(form, 'name', t('common.name'), { value: competitor?.name, required: true, maxlength: 200 })}
      ${inputField(form, 'code', t('common.code'), { value: competitor?.code, required: true, maxlength: 64 })}
      ${
        competitor
          ? html`<div class="field wide">${checkField('archived', t('competitors.archive'), { checked: competitor.archived, hint: t('competitors.archive.hint') })}</div>`
          : nothing
      }`,
    send: (values, key, competitor) => {
      const body = { name: values.text('name') ?? '', code: values.text('code') ?? '' };
      return competitor
        ? changeCompetitor(competitor, { ...body, archived: values.checked('archived') })
        : createCompetitor(body, key);
    },
    reload: async (competitor) => (await page.load()).find((one) => one.id === competitor?.id),
    done: () => page.saved(),
  });
  const page: ListPage<Competitor> = new ListPage(context, {
    title: 'nav.competitors',
    lead: 'competitors.lead',
    read: wholeList(allCompetitors),
    create: {
      action: 'customers:write',
      everywhere: true,
      label: 'competitors.new',
      run: () => dialog.show(undefined),
    },
    rows: (rows) => competitorTable(rows, counts.value, (row) => dialog.show(row)),
    empty: (create) => emptyState(t('competitors.empty'), t('competitors.empty.detail'), create),
    overlays: () => [dialog.view()],
  });
  return page;
};

function competitorTable(
  rows: readonly Competitor[],
  counts: CompetitorCounts | undefined,
  edit: (row: Competitor) => void,
): TemplateResult {
  const counted = new Map(counts?.data.map((count) => [count.competitor_id, count]));
  const figure = (label: string, of: 'interactions' | 'customers' | 'lost') => ({
    label,
    number: true,
    cell: (row: Competitor) => (counts ? number(counted.get(row.id)?.[of] ?? 0) : ''),
  });
  return table<Competitor>({
    label: t('nav.competitors'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('common.name'),
        cell: (row) =>
          html`<strong>${row.name}</strong>${row.archived ? html` <span class="tag">${t('attributes.archived')}</span>` : nothing}`,
      },
      { label: t('common.code'), nowrap: true, cell: (row) => html`<code>${row.code}</code>` },
      figure(t('competitors.interactions'), 'interactions'),
      figure(t('competitors.customers'), 'customers'),
      figure(t('competitors.lost'), 'lost'),
      {
        label: t('common.actions'),
        cell: (row) => editButton('customers:write', row.name, () => edit(row), true),
      },
    ],
  });
}
