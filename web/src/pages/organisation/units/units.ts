/** The organisation's units as one tree. */
import { html, nothing, type TemplateResult } from 'lit';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import {
  allUnits,
  changeUnit,
  createUnit,
  forgetUnits,
  type NewUnit,
  type Unit,
  type UnitPatch,
} from '../../../api/organisation/units.ts';
import { type AssortmentSummary, listAssortments } from '../../../api/sales/assortments.ts';
import { can } from '../../../api/session.ts';
import { inTreeOrder } from '../../../models/organisation/unit-tree.ts';
import { actionButton, day, editButton, emptyState, stateBadge } from '../../../ui/components.ts';
import { inputField, selectField } from '../../../ui/fields.ts';
import type { Form, FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { ListPage, wholeList } from '../../../ui/list-page.ts';
import { Loading } from '../../../ui/loading.ts';
import { unitOptions, wordOptions } from '../../../ui/options.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';
import { assortmentDialog } from './assortment-dialog.ts';

/** What the dialog is about: a unit to change, or a new one. */
type Subject = Unit | undefined;

export const openUnits: OpenPage = (context) => {
  const { refresh } = context;
  let currency = 'CNY';
  void organisationCurrency().then((found) => {
    currency = found;
    refresh();
  });
  const edit = new FormDialog<Subject, Unit>(refresh, {
    name: 'unit',
    wide: true,
    title: (unit) => (unit ? t('units.edit') : t('units.new')),
    fields: (form, unit) => unitFields(form, unit, page.list.rows, currency),
    send: (values, key, unit) =>
      unit ? changeUnit(unit, readChange(values)) : createUnit(readUnit(values), key),
    reload: async (unit) => (await page.load()).find((one) => one.id === unit?.id),
    done: () => page.saved(),
  });
  const assortments = new Loading<AssortmentSummary[]>(refresh);
  const loadAssortments = () => assortments.load(listAssortments);
  if (can('products:read')) void loadAssortments();
  const sold = assortmentDialog(refresh, () => void loadAssortments());
  const page: ListPage<Unit> = new ListPage(context, {
    title: 'nav.units',
    lead: 'units.lead',
    read: wholeList(() => {
      forgetUnits();
      return allUnits();
    }),
    create: { action: 'units:write', label: 'units.new', run: () => edit.show(undefined) },
    rows: (rows) =>
      tree(rows, assortments.value ?? [], {
        edit: (unit) => edit.show(unit),
        sold: (unit) => void sold.open(unit),
      }),
    empty: (create) => emptyState(t('units.empty'), t('units.lead'), create),
    overlays: () => [edit.view(), sold.view()],
  });
  return page;
};

interface RowActions {
  readonly edit: (unit: Unit) => void;
  readonly sold: (unit: Unit) => void;
}

function tree(
  units: readonly Unit[],
  lists: readonly AssortmentSummary[],
  actions: RowActions,
): TemplateResult {
  return table<{ unit: Unit; depth: number }>({
    label: t('nav.units'),
    rows: inTreeOrder(units),
    key: ({ unit }) => unit.id,
    columns: [
      {
        label: t('common.name'),
        cell: ({ unit, depth }) =>
          html`<span class="indent" style="--depth:${depth}"><strong>${unit.name}</strong></span>`,
      },
      { label: t('common.code'), nowrap: true, cell: ({ unit }) => unit.code },
      { label: t('units.kind'), cell: ({ unit }) => word('unit_kind', unit.kind) },
      { label: t('units.ownership'), cell: ({ unit }) => word('ownership', unit.ownership) },
      { label: t('assortment.edit'), cell: ({ unit }) => soldText(unit, units, lists) },
      { label: t('units.time_zone'), cell: ({ unit }) => unit.time_zone },
      {
        label: t('common.state'),
        cell: ({ unit }) =>
          html`${stateBadge('unit_state', unit.state)}${unit.closed_on ? html` <small>${day(unit.closed_on)}</small>` : nothing}`,
      },
      {
        label: t('common.actions'),
        cell: ({ unit }) => html`<div class="buttons">
          ${editButton('units:write', unit.name, () => actions.edit(unit))}
          ${actionButton({
            action: 'products:write',
            label: t('assortment.edit'),
            describe: unit.name,
            small: true,
            run: () => actions.sold(unit),
          })}
        </div>`,
      },
    ],
  });
}

/** By which list a unit sells: its own, or that of the nearest unit above it with one. */
function soldText(unit: Unit, units: readonly Unit[], lists: readonly AssortmentSummary[]): string {
  const own = lists.find((list) => list.unit_id === unit.id);
  if (own) return t('assortment.listed', { count: own.products });
  let above = units.find((one) => one.id === unit.parent_id);
  while (above && !lists.some((list) => list.unit_id === above?.id)) {
    const parent: string | null | undefined = above.parent_id;
    above = units.find((one) => one.id === parent);
  }
  return above ? t('assortment.inherited', { name: above.name }) : t('assortment.everything');
}

function unitFields(form: Form, unit: Subject, units: readonly Unit[], currency: string): TemplateResult {
  const parents = unitOptions(units.filter((one) => one.id !== unit?.id));
  return html`${inputField(form, 'name', t('common.name'), { value: unit?.name, required: true })}
    ${inputField(form, 'code', t('common.code'), { value: unit?.code, required: true, hint: t('units.code.hint') })}
    ${unit ? nothing : selectField(form, 'kind', t('units.kind'), wordOptions('unit_kind'), { value: 'store' })}
    ${selectField(form, 'ownership', t('units.ownership'), wordOptions('ownership'), {
      value: unit?.ownership,
      empty: t('common.none'),
      hint: t('units.ownership.hint'),
    })}
    ${selectField(form, 'parent_id', t('units.parent'), parents, { value: unit ? unit.parent_id : units[0]?.id, empty: t('common.none') })}
    ${inputField(form, 'time_zone', t('settings.time_zone'), { value: unit?.time_zone, hint: t('units.inherited') })}
    ${unit ? nothing : inputField(form, 'currency', t('units.currency'), { value: currency, maxlength: 3 })}
    ${unit ? stateFields(form, unit) : nothing}`;
}

function stateFields(form: Form, unit: Unit): TemplateResult {
  return html`${selectField(form, 'state', t('common.state'), wordOptions('unit_state'), { value: unit.state })}
    ${inputField(form, 'closed_on', t('units.closed_on'), {
      type: 'date',
      value: unit.closed_on ?? undefined,
      hint: t('units.closed_on.hint'),
    })}`;
}

function readUnit(values: FormValues): NewUnit {
  return {
    name: values.text('name') ?? '',
    code: values.text('code') ?? '',
    kind: values.text('kind') as NewUnit['kind'],
    ownership: values.text('ownership') as NewUnit['ownership'],
    parent_id: values.text('parent_id'),
    time_zone: values.text('time_zone'),
    currency: values.text('currency')?.toUpperCase(),
  };
}

/** Kind and currency of a unit stay what they are. */
function readChange(values: FormValues): UnitPatch {
  return {
    name: values.text('name'),
    code: values.text('code'),
    ownership: (values.text('ownership') ?? null) as UnitPatch['ownership'],
    parent_id: values.text('parent_id'),
    time_zone: values.text('time_zone'),
    state: values.text('state') as UnitPatch['state'],
    // Only a closed unit has a last day.
    ...(values.text('state') === 'closed' ? { closed_on: values.text('closed_on') } : {}),
  };
}
