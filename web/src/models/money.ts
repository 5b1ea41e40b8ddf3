/** Money is whole minor units and a currency; how many digits those are is known to Intl. */
export interface Money {
  amount: number;
  currency: string;
}

/** Digits after the decimal point: 2 for CNY, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** Minor units as a plain decimal, `-1234` in CNY as `-12.34`. */
export function toDecimal(amount: number, currency: string): string {
  const digits = minorDigits(currency);
  const sign = amount < 0 ? '-' : '';
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** What a person typed (`1,234.5`, `¥ 99`, `１２`) as minor units; undefined when it is no such amount. */
export function parseAmount(typed: string, currency: string): number | undefined {
  const text = typed
    .normalize('NFKC')
    .replace(/[\s,'_]/g, '')
    .replace(/^(-?)[^\d.-]+/, '$1');
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!match || `${match[2]}${match[3] ?? ''}` === '') return undefined;
  const digits = minorDigits(currency);
  const fraction = match[3] ?? '';
  if (/[1-9]/.test(fraction.slice(digits))) return undefined;
  const amount = Number(`${match[2]}${fraction.slice(0, digits).padEnd(digits, '0')}`);
  if (!Number.isSafeInteger(amount)) return undefined;
  return match[1] && amount !== 0 ? -amount : amount;
}

/** All amounts are in the organisation's one currency: no letters to tell it from others. */
const style = { style: 'currency', currencyDisplay: 'narrowSymbol' } as const;

/** Money for the eye, with the currency's sign as `language` writes it. */
export function formatMoney(money: Money, language: string): string {
  const decimal = toDecimal(money.amount, money.currency);
  try {
    // A decimal string keeps every digit of a 64-bit amount.
    return new Intl.NumberFormat(language, { ...style, currency: money.currency }).format(
      decimal as unknown as number,
    );
  } catch {
    return `${decimal} ${money.currency}`;
  }
}

/** An amount under an axis: `¥1.2万`. */
export function formatMoneyShort(money: Money, language: string): string {
  const short = { ...style, notation: 'compact', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, { ...short, currency: money.currency }).format(
    money.amount / 10 ** minorDigits(money.currency),
  );
}

/** The sign that `formatMoney` writes, `¥` for CNY, for labels of fields that take an amount. */
export function currencySign(currency: string, language: string): string {
  try {
    const parts = new Intl.NumberFormat(language, { ...style, currency }).formatToParts(0);
    return parts.find((part) => part.type === 'currency')?.value ?? currency;
  } catch {
    return currency;
  }
}
