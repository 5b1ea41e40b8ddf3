/** The dialog that creates or changes a calendar: a line of hours for each day, a line for each special day. */
import { html, nothing } from 'lit';
import {
  type Calendar,
  changeCalendar,
  createCalendar,
  type NewCalendar,
} from '../../../api/organisation/calendars.ts';
import type { Unit } from '../../../api/organisation/units.ts';
import { parseDays, parseHours, printDays, printHours } from '../../../models/organisation/calendar-rule.ts';
import { inTreeOrder } from '../../../models/organisation/unit-tree.ts';
import { ownerField, ownerUnits } from '../../../ui/belonging.ts';
import { checkField, inputField, selectField, textField } from '../../../ui/fields.ts';
import { FieldErrors, type FormValues } from '../../../ui/form.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { wordOptions } from '../../../ui/options.ts';
import { t, word } from '../../../ui/text.ts';

export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

type Weekday = (typeof weekdays)[number];

export function calendarDialog(
  refresh: () => void,
  units: () => readonly Unit[],
  read: () => Promise<Calendar[]>,
  done: () => void,
): FormDialog<Calendar | undefined, Calendar> {
  return new FormDialog<Calendar | undefined, Calendar>(refresh, {
    name: 'calendar',
    wide: true,
    title: (calendar) => (calendar ? t('calendars.edit') : t('calendars.new')),
    fields: (form, calendar) => {
      const rule = calendar?.rule;
      const office = (day: Weekday) => (day === 'saturday' || day === 'sunday' ? '' : '09:00-18:00');
      const hours = (day: Weekday) => (rule ? printHours(rule.week[day] ?? []) : office(day));
      return html`${inputField(form, 'name', t('common.name'), { value: calendar?.name, required: true })}
        ${inputField(form, 'code', t('common.code'), { value: calendar?.code, required: true })}
        ${calendar ? nothing : ownerField(form, ownerUnits('calendars:write', units()))}
        ${weekdays.map((day) => inputField(form, day, word('weekday', day), { value: hours(day), placeholder: t('calendars.closed') }))}
        ${textField(form, 'holidays', t('calendars.holidays'), { value: printDays(rule?.holidays ?? []), hint: t('calendars.days.hint'), wide: true })}
        ${textField(form, 'make_up_days', t('calendars.make_up'), { value: printDays(rule?.make_up_days ?? []), hint: t('calendars.days.hint') })}
        ${selectField(form, 'like', t('calendars.like'), wordOptions('weekday'), { value: rule?.make_up_days?.[0]?.like ?? 'monday' })}
        <fieldset class="field wide">
          <legend>${t('calendars.units')}</legend>
          ${inTreeOrder(units()).map(({ unit }) => checkField('unit_ids', unit.name, { value: unit.id, checked: calendar?.unit_ids.includes(unit.id) ?? false }))}
        </fieldset>`;
    },
    send: (values, key, calendar) => {
      const body = readCalendar(values, calendar);
      return calendar ? changeCalendar(calendar, body) : createCalendar(body, key);
    },
    reload: async (calendar) => (await read()).find((one) => one.id === calendar?.id),
    done,
  });
}

function readCalendar(values: FormValues, calendar: Calendar | undefined): NewCalendar {
  const errors: Record<string, string> = {};
  const week = Object.fromEntries(
    weekdays.map((day) => {
      const hours = parseHours(values.text(day) ?? '');
      if (!hours) errors[day] = t('calendars.hours.invalid');
      return [day, hours ?? []];
    }),
  );
  const days = (name: 'holidays' | 'make_up_days') => {
    const found = parseDays(values.text(name) ?? '');
    if (!found) errors[name] = t('calendars.days.invalid');
    return found ?? [];
  };
  const holidays = days('holidays');
  const like = values.text('like') as Weekday;
  // A day that was there keeps the day of the week it is worked like.
  const before = new Map((calendar?.rule.make_up_days ?? []).map((day) => [day.on, day.like]));
  const make_up_days = days('make_up_days').map((day) => ({ ...day, like: before.get(day.on) ?? like }));
  const owner = calendar ? undefined : values.text('unit_id');
  if (Object.keys(errors).length > 0) throw new FieldErrors(errors);
  return {
    name: values.text('name') ?? '',
    code: values.text('code') ?? '',
    rule: { week, holidays, make_up_days },
    unit_ids: values.all('unit_ids'),
    ...(owner ? { unit_id: owner } : {}),
  };
}
