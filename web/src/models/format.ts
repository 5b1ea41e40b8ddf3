/** Dates, numbers and sizes for the eye. */

/** A day (`2026-03-01`) without any shift by time zone. */
export function formatDay(day: string | null | undefined, language: string): string {
  if (!day) return '';
  const [year, month, date] = day.split('-').map(Number);
  if (!year || !month || !date) return day;
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    Date.UTC(year, month - 1, date),
  );
}

/** The month of a day, `2026年3月`. */
export function formatMonth(day: string, language: string): string {
  return monthText(day, language, { year: 'numeric', month: 'long' });
}

/** A month under an axis: in January the year, else the month alone. */
export function formatMonthTick(day: string, language: string): string {
  return monthText(day, language, day.slice(5, 7) === '01' ? { year: 'numeric' } : { month: 'short' });
}

function monthText(day: string, language: string, style: Intl.DateTimeFormatOptions): string {
  const [year, month] = day.split('-').map(Number);
  if (!year || !month) return day;
  return new Intl.DateTimeFormat(language, { ...style, timeZone: 'UTC' }).format(Date.UTC(year, month - 1));
}

/** The first day of the month after that of a day. */
export function nextMonth(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month)).toISOString().slice(0, 10);
}

/** A moment in the reader's own time zone, to the minute. */
export function formatMoment(moment: string | null | undefined, language: string): string {
  const time = moment ? Date.parse(moment) : Number.NaN;
  if (Number.isNaN(time)) return moment ?? '';
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(time);
}

/** A day is told by its distance for so long. */
const nearDays = 6;

/** A day as short as it is clear: `3 天前` in the last week, `11月25日` in the year of `today`, else with its year. */
export function formatShortDay(day: string, today: string, language: string): string {
  const [at, now] = [Date.parse(day), Date.parse(today)];
  if (Number.isNaN(at) || Number.isNaN(now)) return day;
  const days = Math.round((at - now) / 86_400_000);
  if (days <= 0 && days >= -nearDays)
    return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day');
  if (day.slice(0, 4) !== today.slice(0, 4)) return formatDay(day, language);
  const [month, date] = day.slice(5).split('-').map(Number);
  const style = {
    month: language.startsWith('zh') ? 'long' : 'short',
    day: 'numeric',
    timeZone: 'UTC',
  } as const;
  return new Intl.DateTimeFormat(language, style).format(
    Date.UTC(Number(day.slice(0, 4)), (month ?? 1) - 1, date),
  );
}

/** A moment as short as it is clear: the time of day for `now`'s day, the day without its year in the same year. */
export function formatShortMoment(moment: string, now: Date, language: string): string {
  const time = new Date(moment);
  if (Number.isNaN(time.getTime())) return moment;
  const isChinese = language.startsWith('zh');
  const clock = { hour: isChinese ? '2-digit' : 'numeric', minute: '2-digit' } as const;
  if (time.toDateString() === now.toDateString())
    return new Intl.DateTimeFormat(language, clock).format(time);
  if (time.getFullYear() !== now.getFullYear())
    return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(time);
  const month = isChinese ? 'long' : 'short';
  return new Intl.DateTimeFormat(language, { month, day: 'numeric', ...clock }).format(time);
}

export function formatNumber(value: number | string, language: string, digits = 2): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(Number(value));
}

export function formatPercent(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(share);
}

export function formatBytes(bytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const style = { style: 'unit', unit: units[step], maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, style).format(bytes / 1000 ** step);
}

/** How far `moment` lies from `now`, in the largest unit that says something. */
export function formatDistance(moment: string, now: number, language: string): string {
  const seconds = (Date.parse(moment) - now) / 1000;
  if (Number.isNaN(seconds)) return moment;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['year', 31_557_600],
    ['month', 2_629_800],
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ];
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(Math.round(seconds), 'second');
}

/** The beginning of a longer text, on one line. */
export function excerpt(text: string, length = 60): string {
  const line = text.split(/\s+/).join(' ');
  return line.length > length ? `${line.slice(0, length)}…` : line;
}
