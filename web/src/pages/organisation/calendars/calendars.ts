/** Working calendars: opening hours, holidays, make-up working days, and the units that work by them. */
import { html, type TemplateResult } from 'lit';
import { allCalendars, type Calendar } from '../../../api/organisation/calendars.ts';
import { hourRuns } from '../../../models/organisation/calendar-rule.ts';
import { ownerName, refusalAt } from '../../../ui/belonging.ts';
import { actionButton, emptyState, number } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { ListPage, wholeList } from '../../../ui/list-page.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { joined, t, word } from '../../../ui/text.ts';
import { calendarDialog, weekdays } from './calendar-dialog.ts';

export const openCalendars: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['units']);
  const edit = calendarDialog(
    context.refresh,
    () => directory.units,
    () => page.load(),
    () => page.saved(),
  );
  const page: ListPage<Calendar> = new ListPage(context, {
    title: 'nav.calendars',
    lead: 'calendars.lead',
    read: wholeList(allCalendars),
    create: { action: 'calendars:write', label: 'calendars.new', run: () => edit.show(undefined) },
    ready: () => directory.isRead,
    rows: (rows) => calendarTable(rows, directory, (row) => edit.show(row)),
    empty: () => emptyState(t('calendars.empty'), t('calendars.empty.detail')),
    overlays: () => [edit.view()],
  });
  return page;
};

/** So many are named; of more the number is told, and all of them when asked. */
const few = 3;

function unitList(names: readonly string[]): TemplateResult | string {
  if (names.length <= few) return joined(names);
  return html`<details>
    <summary>${t('calendars.units.count', { first: names[0] ?? '', count: names.length })}</summary>
    ${joined(names)}
  </details>`;
}

function calendarTable(
  rows: readonly Calendar[],
  directory: Directory,
  edit: (row: Calendar) => void,
): TemplateResult {
  const name = (id: string) => directory.unitNameOrNone(id);
  const week = (row: Calendar) =>
    hourRuns(weekdays, (day) => row.rule.week[day] ?? []).map(({ first, last, hours }) => {
      const days =
        first === last
          ? word('weekday', first)
          : t('calendars.days', { first: word('weekday', first), last: word('weekday', last) });
      return html`<div>${days} <span class="nowrap">${hours}</span></div>`;
    });
  return table<Calendar>({
    label: t('nav.calendars'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('common.name'),
        cell: (row) =>
          html`<span><strong class="nowrap">${row.name}</strong> <small class="quiet">${row.code}</small></span>`,
      },
      { label: t('common.owner'), nowrap: true, cell: (row) => ownerName(directory.units, row.unit_id) },
      { label: t('calendars.week'), cell: (row) => html`<div>${week(row)}</div>` },
      { label: t('calendars.holidays'), number: true, cell: (row) => number(row.rule.holidays?.length ?? 0) },
      {
        label: t('calendars.make_up'),
        number: true,
        cell: (row) => number(row.rule.make_up_days?.length ?? 0),
      },
      { label: t('calendars.units'), cell: (row) => unitList(row.unit_ids.map(name)) },
      {
        label: t('common.actions'),
        cell: (row) =>
          actionButton({
            action: 'calendars:write',
            refused: refusalAt('calendars:write', directory.units, row.unit_id),
            label: t('common.edit'),
            describe: row.name,
            small: true,
            run: () => edit(row),
          }),
      },
    ],
  });
}
