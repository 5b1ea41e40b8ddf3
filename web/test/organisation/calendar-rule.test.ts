import { expect, it } from 'vitest';
import {
  hourRuns,
  parseDays,
  parseHours,
  printDays,
  printHours,
} from '../../src/models/organisation/calendar-rule.ts';

it.each([
  ['', []],
  ['09:00-18:00', [{ from: '09:00', to: '18:00' }]],
  [
    '9:00 - 12:00， 13:00～18:00',
    [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '18:00' },
    ],
  ],
  ['18:00-02:00', [{ from: '18:00', to: '02:00' }]],
  ['all day', undefined],
  ['9-18', undefined],
])('reads the hours %s', (text, hours) => {
  expect(parseHours(text)).toEqual(hours);
});

it('prints hours so that they are read again', () => {
  const hours = [
    { from: '09:00', to: '12:00' },
    { from: '18:00', to: '02:00' },
  ];
  expect(parseHours(printHours(hours))).toEqual(hours);
});

it('reads days with and without a name, and nothing else', () => {
  const days = [
    { on: '2026-10-01', name: '国庆节' },
    { on: '2026-10-02', name: null },
  ];
  expect(parseDays(printDays(days))).toEqual(days);
  expect(parseDays('tomorrow')).toBeUndefined();
});

it('tells days with the same hours as one run, and leaves closed ones out', () => {
  const week: Record<string, { from: string; to: string }[]> = {
    mon: [{ from: '09:00', to: '18:00' }],
    tue: [{ from: '09:00', to: '18:00' }],
    thu: [{ from: '09:00', to: '18:00' }],
    fri: [{ from: '10:00', to: '12:00' }],
  };
  expect(hourRuns(['mon', 'tue', 'wed', 'thu', 'fri'], (day) => week[day] ?? [])).toEqual([
    { first: 'mon', last: 'tue', hours: '09:00-18:00' },
    { first: 'thu', last: 'thu', hours: '09:00-18:00' },
    { first: 'fri', last: 'fri', hours: '10:00-12:00' },
  ]);
});
