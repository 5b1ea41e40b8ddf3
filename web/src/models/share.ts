/** Shares travel as decimal strings (`0.80`) and are typed in per cent (`80`). No floats in between. */
export function percentOf(share: string): string {
  const match = /^(\d*)(?:\.(\d*))?$/.exec(share.trim());
  if (!match) return share;
  const digits = (match[2] ?? '').padEnd(2, '0');
  const whole = `${match[1] ?? ''}${digits.slice(0, 2)}`.replace(/^0+(?=\d)/, '');
  const rest = digits.slice(2).replace(/0+$/, '');
  return rest ? `${whole}.${rest}` : whole;
}

/** `80`, `80 %`, `33.5` as a share of at least two digits; undefined when it is no percentage up to 100. */
export function shareOf(percent: string): string | undefined {
  const match = /^(\d{1,3})(?:\.(\d{1,4}))?\s*%?$/.exec(percent.normalize('NFKC').trim());
  if (!match) return undefined;
  const whole = (match[1] ?? '').padStart(3, '0');
  const rest = (match[2] ?? '').replace(/0+$/, '');
  const share = `${whole.slice(0, -2).replace(/^0+(?=\d)/, '')}.${whole.slice(-2)}${rest}`;
  return Number(share) <= 1 ? share : undefined;
}
