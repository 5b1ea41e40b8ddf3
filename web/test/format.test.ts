import { expect, it } from 'vitest';
import {
  formatBytes,
  formatDay,
  formatDistance,
  formatShortDay,
  formatShortMoment,
} from '../src/models/format.ts';
import { isoDay, isoOf, localOf } from '../src/models/local-time.ts';
import { timeLeft } from '../src/models/time-left.ts';

it('shows a day as that day, wherever the reader is', () => {
  expect(formatDay('2026-03-01', 'en')).toBe('Mar 1, 2026');
  expect(formatDay('2026-03-01', 'zh-CN')).toBe('2026年3月1日');
  expect(formatDay(null, 'en')).toBe('');
});

it('says how long ago in the largest fitting unit', () => {
  const now = Date.parse('2026-03-02T12:00:00Z');
  expect(formatDistance('2026-03-02T11:15:00Z', now, 'en')).toBe('45 minutes ago');
  expect(formatDistance('2026-03-01T12:00:00Z', now, 'en')).toBe('yesterday');
  expect(formatDistance('2024-03-02T12:00:00Z', now, 'zh-CN')).toBe('2年前');
});

it('writes sizes in decimal units', () => {
  expect(formatBytes(1_500_000, 'en')).toBe('1.5 MB');
  expect(formatBytes(0, 'en')).toBe('0 byte');
});

it('writes today with leading zeros', () => {
  expect(isoDay(new Date(2026, 0, 5))).toBe('2026-01-05');
});

it('keeps a moment through the control', () => {
  expect(isoOf(localOf('2026-03-01T04:00:00.000Z'))).toBe('2026-03-01T04:00:00.000Z');
  expect(localOf(undefined)).toBe('');
});

it('rounds the time left to what one can plan with', () => {
  const now = Date.parse('2026-03-02T12:00:00Z');
  expect(timeLeft('2026-03-02T12:01:20Z', now)).toEqual({ unit: 'seconds', count: 80 });
  expect(timeLeft('2026-03-02T12:10:20Z', now)).toEqual({ unit: 'minutes', count: 10 });
  expect(timeLeft('2026-03-02T15:00:00Z', now)).toEqual({ unit: 'hours', count: 3 });
  expect(timeLeft('2026-03-02T11:59:00Z', now)).toBeUndefined();
  expect(timeLeft(null, now)).toBeUndefined();
});

it.each([
  ['2026-11-27', '今天', 'today'],
  ['2026-11-24', '3天前', '3 days ago'],
  ['2026-11-20', '11月20日', 'Nov 20'],
  ['2026-12-01', '12月1日', 'Dec 1'],
  ['2025-12-31', '2025年12月31日', 'Dec 31, 2025'],
  ['soon', 'soon', 'soon'],
])('tells the day %s as short as it is clear', (day, chinese, english) => {
  expect(formatShortDay(day, '2026-11-27', 'zh-CN')).toBe(chinese);
  expect(formatShortDay(day, '2026-11-27', 'en')).toBe(english);
});

it('tells a moment without what is clear from now', () => {
  const now = new Date(2026, 10, 27, 15, 0);
  const at = (...parts: [number, number, number, number]) => new Date(...parts).toISOString();
  expect(formatShortMoment(at(2026, 10, 27, 9), now, 'zh-CN')).toBe('09:00');
  expect(formatShortMoment(at(2026, 10, 2, 9), now, 'zh-CN')).toBe('11月2日 09:00');
  expect(formatShortMoment(at(2025, 10, 2, 9), now, 'zh-CN')).toBe('2025年11月2日');
  expect(formatShortMoment(at(2026, 10, 27, 9), now, 'en')).toMatch(/^9:00\sAM$/);
});
