/** Working calendars: opening hours, holidays, make-up working days, and the units that work by them. */
import { html, type TemplateResult } from 'lit';
import { allCalendars, type Calendar } from '../../../api/organisation/calendars.ts';
import { allUnits, type Unit } from '../../../api/organisation/units.ts';
import { printHours } from '../../../models/organisation/calendar-rule.ts';
import { actionButton, emptyState, number, pageHead } from '../../../ui/components.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';
import { calendarDialog, weekdays } from './calendar-dialog.ts';

export const openCalendars: OpenPage = ({ refresh }) => {
  const calendars = new Loading<Calendar[]>(refresh);
  let units: Unit[] = [];
  const load = () => calendars.load(allCalendars);
  void load();
  void allUnits().then((found) => {
    units = found;
    refresh();
  });
  const edit = calendarDialog(
    refresh,
    () => units,
    async () => (await load()) ?? [],
    () => {
      announce(t('common.saved'));
      void load();
    },
  );
  return {
    title: () => t('nav.calendars'),
    view: () => html`<div class="page">
      ${pageHead(
        t('nav.calendars'),
        t('calendars.lead'),
        actionButton({
          action: 'calendars:write',
          label: t('calendars.new'),
          icon: 'plus',
          primary: true,
          run: () => edit.show(undefined),
        }),
      )}
      ${loaded(calendars, (rows) =>
        rows.length === 0
          ? emptyState(t('calendars.empty'), t('calendars.empty.detail'))
          : list(rows, units, (row) => edit.show(row)),
      )}
      ${edit.view()}
    </div>`,
  };
};

function list(
  rows: readonly Calendar[],
  units: readonly Unit[],
  edit: (row: Calendar) => void,
): TemplateResult {
  const name = (id: string) => units.find((unit) => unit.id === id)?.name ?? id;
  const week = (row: Calendar) =>
    weekdays
      .filter((day) => (row.rule.week[day] ?? []).length > 0)
      .map((day) => html`<div>${word('weekday', day)} ${printHours(row.rule.week[day] ?? [])}</div>`);
  return table<Calendar>({
    label: t('nav.calendars'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('common.name'),
        cell: (row) => html`<strong>${row.name}</strong> <small class="quiet">${row.code}</small>`,
      },
      { label: t('calendars.week'), cell: (row) => html`<div>${week(row)}</div>` },
      { label: t('calendars.holidays'), number: true, cell: (row) => number(row.rule.holidays?.length ?? 0) },
      {
        label: t('calendars.make_up'),
        number: true,
        cell: (row) => number(row.rule.make_up_days?.length ?? 0),
      },
      { label: t('calendars.units'), cell: (row) => row.unit_ids.map(name).join(', ') },
      {
        label: t('common.actions'),
        cell: (row) =>
          actionButton({
            action: 'calendars:write',
            label: t('common.edit'),
            describe: row.name,
            small: true,
            run: () => edit(row),
          }),
      },
    ],
  });
}
