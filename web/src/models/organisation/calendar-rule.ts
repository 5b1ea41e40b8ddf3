/** A working calendar as a person types it: hours of a day on one line, special days one to a line. */
export interface Hours {
  from: string;
  to: string;
}

export interface SpecialDay {
  on: string;
  name?: string | null | undefined;
}

/** `09:00-12:00, 13:00-18:00`. */
export function printHours(hours: readonly Hours[]): string {
  return hours.map((one) => `${one.from}-${one.to}`).join(', ');
}

/** Days one after the other with the same hours, as one run; closed days are left out. */
export function hourRuns<Day extends string>(
  days: readonly Day[],
  hoursOf: (day: Day) => readonly Hours[],
): { first: Day; last: Day; hours: string }[] {
  const runs: { first: Day; last: Day; hours: string; end: number }[] = [];
  days.forEach((day, at) => {
    const hours = printHours(hoursOf(day));
    const run = runs.at(-1);
    if (hours === '') return;
    if (run && run.end === at - 1 && run.hours === hours) Object.assign(run, { last: day, end: at });
    else runs.push({ first: day, last: day, hours, end: at });
  });
  return runs.map(({ first, last, hours }) => ({ first, last, hours }));
}

/** Undefined when it cannot be read; nothing typed is a closed day. */
export function parseHours(text: string): Hours[] | undefined {
  const parts = text
    .normalize('NFKC')
    .split(/[,;、]/)
    .map((part) => part.trim())
    .filter(Boolean);
  const found = parts.map((part) => /^(\d{1,2}:\d{2})\s*[-–—~至到]\s*(\d{1,2}:\d{2})$/.exec(part));
  if (found.some((match) => !match)) return undefined;
  return found.map((match) => ({ from: padded(match?.[1]), to: padded(match?.[2]) }));
}

const padded = (time = '') => time.padStart(5, '0');

/** One day to a line: the date, then its name. */
export function printDays(days: readonly SpecialDay[]): string {
  return days.map((day) => [day.on, day.name].filter(Boolean).join(' ')).join('\n');
}

/** Undefined when a line does not begin with a date. */
export function parseDays(text: string): { on: string; name: string | null }[] | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const found = lines.map((line) => /^(\d{4}-\d{2}-\d{2})(?:\s+(.+))?$/.exec(line));
  if (found.some((match) => !match)) return undefined;
  return found.map((match) => ({ on: match?.[1] ?? '', name: match?.[2] ?? null }));
}
