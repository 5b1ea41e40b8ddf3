/** How long a job still takes, in words the texts understand. */
export interface TimeLeft {
  unit: 'seconds' | 'minutes' | 'hours';
  count: number;
}

export function timeLeft(eta: string | null | undefined, now: number): TimeLeft | undefined {
  const seconds = eta ? Math.ceil((Date.parse(eta) - now) / 1000) : Number.NaN;
  if (Number.isNaN(seconds) || seconds < 0) return undefined;
  if (seconds < 90) return { unit: 'seconds', count: seconds };
  if (seconds < 5400) return { unit: 'minutes', count: Math.round(seconds / 60) };
  return { unit: 'hours', count: Math.round(seconds / 3600) };
}
