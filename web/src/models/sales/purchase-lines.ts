/** A purchase as it is typed in: what its lines come to. */
import { type Money, parseAmount } from '../money.ts';
import { thousandths } from '../quantity.ts';

export interface TypedLine {
  quantity?: string | undefined;
  /** For the whole line. */
  amount?: string | undefined;
  /** What one of the product costs. */
  price?: Money | null | undefined;
}

/** What a line comes to in minor units: what was typed, else price times quantity; undefined when neither says. */
export function lineAmount(line: TypedLine, currency: string): number | undefined {
  if (line.amount !== undefined) {
    const typed = parseAmount(line.amount, currency);
    return typed !== undefined && typed >= 0 ? typed : undefined;
  }
  const quantity = thousandths(line.quantity ?? '1');
  if (quantity === undefined || !line.price) return undefined;
  const amount = Math.round((line.price.amount * quantity) / 1000);
  return Number.isSafeInteger(amount) ? amount : undefined;
}

/** What all lines come to; undefined as long as one of them says nothing. */
export function totalAmount(lines: readonly TypedLine[], currency: string): number | undefined {
  const amounts = lines.map((line) => lineAmount(line, currency));
  return amounts.reduce(
    (sum, amount) => (sum === undefined || amount === undefined ? undefined : sum + amount),
    0,
  );
}
