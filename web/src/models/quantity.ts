/** Quantities are decimals with up to three digits after the point, counted here in thousandths. */
export function thousandths(quantity: string): number | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,3}))?$/.exec(quantity.normalize('NFKC').trim());
  if (!match) return undefined;
  return Number(`${match[1]}${(match[2] ?? '').padEnd(3, '0')}`);
}

/** `1500` as `1.5`. */
export function quantityText(value: number): string {
  return String(value / 1000);
}

/** What is left to refund of a line. */
export function quantityLeft(line: { quantity: string; refunded_quantity: string }): number {
  return (thousandths(line.quantity) ?? 0) - (thousandths(line.refunded_quantity) ?? 0);
}
