/** What other bounds of tiers would do to a year: a form, and the classes now and then. */
import { html, type TemplateResult } from 'lit';
import type { TierMigration, TierMove, TierWhatIf } from '../../../api/insight/tier-migration.ts';
import { can } from '../../../api/session.ts';
import { whatIfPath } from '../../../models/insight/tier-migration.ts';
import { parseAmount, toDecimal } from '../../../models/money.ts';
import { money, number } from '../../../ui/components.ts';
import { inputField, selectField } from '../../../ui/fields.ts';
import { FieldErrors, type Form, type FormValues } from '../../../ui/form.ts';
import { table } from '../../../ui/table.ts';
import { language, pair, t, word } from '../../../ui/text.ts';

/** What the form asks, as it stands in the URL. */
export interface AskedBounds {
  readonly year: string;
  readonly a_from: string;
  readonly b_from: string;
}

const moves = ['rose', 'stayed', 'fell'] as const satisfies readonly TierMove[];

/** The bounds that were typed, in minor units. */
export function typedBounds(values: FormValues, currency: string): AskedBounds {
  const amount = (name: string): number => {
    const found = parseAmount(values.text(name) ?? '', currency);
    if (found === undefined || found <= 0) throw new FieldErrors({ [name]: t('form.invalid') });
    return found;
  };
  const [a_from, b_from] = [amount('a_from'), amount('b_from')];
  if (a_from <= b_from) throw new FieldErrors({ a_from: t('tier_what_if.order') });
  return { year: values.text('year') ?? '', a_from: String(a_from), b_from: String(b_from) };
}

export function whatIfForm(
  form: Form,
  found: TierMigration,
  asked: AskedBounds,
  submit: (event: SubmitEvent) => void,
): TemplateResult {
  const closed = found.years.findLast((year) => year.complete) ?? found.years.at(-1);
  if (!closed) return html``;
  const { currency } = closed.a_from;
  const shown = (typed: string, now: number) => toDecimal(typed ? Number(typed) : now, currency);
  const years = found.years.map(({ year }) => ({ value: String(year), label: String(year) }));
  return html`<form class="form" @submit=${submit} novalidate>
    ${selectField(form, 'year', t('tier_migration.year'), years, { value: asked.year || String(closed.year) })}
    ${inputField(form, 'a_from', t('tier_what_if.a_from'), {
      value: shown(asked.a_from, closed.a_from.amount),
      inputmode: 'decimal',
      required: true,
    })}
    ${inputField(form, 'b_from', t('tier_what_if.b_from'), {
      value: shown(asked.b_from, closed.b_from.amount),
      inputmode: 'decimal',
      required: true,
    })}
    <div class="form-buttons"><button type="submit" class="button primary">${t('tier_what_if.ask')}</button></div>
  </form>`;
}

export function whatIfAnswer(found: TierWhatIf): TemplateResult {
  const rows = found.present.classes.map((now, index) => ({
    now,
    other: found.proposed.classes[index] ?? now,
  }));
  const label = t('tier_what_if.answer', { year: String(found.year) });
  return html`<h3>${label}</h3>
    ${table<(typeof rows)[number]>({
      label,
      rows,
      key: (row) => row.now.class,
      columns: [
        {
          label: t('home.tiers.class'),
          cell: (row) => html`<strong>${word('tier', row.now.class)}</strong>`,
        },
        { label: t('tier_what_if.customers.now'), number: true, cell: (row) => number(row.now.customers) },
        { label: t('tier_what_if.customers.then'), number: true, cell: (row) => number(row.other.customers) },
        { label: t('tier_what_if.spend.now'), number: true, cell: (row) => money(row.now.net_spend) },
        { label: t('tier_what_if.spend.then'), number: true, cell: (row) => money(row.other.net_spend) },
      ],
    })}
    <p>${moves.map((move, index) => html`${index > 0 ? ' · ' : ''}<span class="nowrap">${count(found, move)}</span>`)}</p>
    <p class="hint">${found.definition[language()]}</p>`;
}

function count(found: TierWhatIf, move: (typeof moves)[number]): TemplateResult {
  const { customers } = found[move];
  const words = pair(word('tier_move', move), number(customers));
  if (customers === 0 || !can('customers:read')) return html`${words}`;
  const bounds = {
    year: found.year,
    a_from: found.proposed.a_from.amount,
    b_from: found.proposed.b_from.amount,
  };
  return html`<a href=${whatIfPath(found, bounds, { move })}>${words}</a>`;
}
