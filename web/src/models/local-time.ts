/** Moments and days where this device is, between the API and the controls they are typed into. */

const two = (part: number) => String(part).padStart(2, '0');

/** The day of a moment where this device is, as the API writes days. */
export function isoDay(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** A moment as a control shows it, in the browser's own time zone. */
export function localOf(moment: string | null | undefined): string {
  if (!moment) return '';
  const at = new Date(moment);
  return `${isoDay(at)}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** What a control holds as a moment; undefined when it is none. */
export function isoOf(local: string): string | undefined {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
