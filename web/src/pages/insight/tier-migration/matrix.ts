/** The migration matrix of a year against the one before, and all years as flows. */
import { html, type TemplateResult } from 'lit';
import type {
  TierCell,
  TierClass,
  TierMigration,
  TierMove,
  TierStep,
} from '../../../api/insight/tier-migration.ts';
import { can } from '../../../api/session.ts';
import { migrationPath, type Wanted } from '../../../models/insight/tier-migration.ts';
import { sankeyChart } from '../../../ui/charts/sankey.ts';
import { number } from '../../../ui/components.ts';
import { type Column, table } from '../../../ui/table.ts';
import { pair, t, word } from '../../../ui/text.ts';

const classes: readonly TierClass[] = ['A', 'B', 'C', 'none'];
const moves: readonly TierMove[] = ['rose', 'stayed', 'fell', 'came', 'went'];

export const yearName = (year: number, complete: boolean): string =>
  complete ? String(year) : t('tier_migration.running', { year: String(year) });

const cellName = (cell: Pick<TierCell, 'from' | 'to'>): string =>
  t('tier_migration.from_to', { from: word('tier', cell.from), to: word('tier', cell.to) });

/** A text that leads to the customers it counts, when there are any. */
function behind(
  found: TierMigration,
  { year }: TierStep,
  customers: number,
  wanted: Wanted,
  shown: string,
  words = shown,
): TemplateResult | string {
  if (customers === 0 || !can('customers:read')) return shown;
  return html`<a href=${migrationPath(found, year, wanted)} aria-label=${words}>${shown}</a>`;
}

function moved(found: TierMigration, step: TierStep, move: TierMove): TemplateResult | string {
  const { customers } = step[move];
  return behind(found, step, customers, { move }, pair(word('tier_move', move), number(customers)));
}

export function matrix(found: TierMigration, step: TierStep): TemplateResult {
  const title = t('tier_migration.step', {
    before: String(step.year - 1),
    year: yearName(step.year, step.complete),
  });
  const id = `tier-step-${step.year}`;
  const column = (to: TierClass): Column<TierClass> => ({
    label: word('tier', to),
    number: true,
    cell: (from) => {
      const cell = step.cells.find((one) => one.from === from && one.to === to);
      if (!cell) return '–';
      const shown = number(cell.customers);
      return behind(found, step, cell.customers, { from, to }, shown, `${cellName(cell)} ${shown}`);
    },
  });
  return html`<section class="card" aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    ${table<TierClass>({
      label: title,
      rows: classes,
      key: (row) => row,
      columns: [
        { label: t('tier_migration.before'), cell: (from) => html`<strong>${word('tier', from)}</strong>` },
        ...classes.map(column),
      ],
    })}
    <p>${moves.map((move, index) => html`${index > 0 ? ' · ' : ''}<span class="nowrap">${moved(found, step, move)}</span>`)}</p>
  </section>`;
}

export function flows(found: TierMigration): TemplateResult {
  const href = (step: TierStep, { from, to }: TierCell) =>
    can('customers:read') ? migrationPath(found, step.year, { from, to }) : undefined;
  return html`<section class="card" aria-labelledby="tier-flows">
    <h2 id="tier-flows">${t('tier_migration.flows')}</h2>
    ${sankeyChart({
      label: t('tier_migration.flows'),
      caption: t('tier_migration.caption'),
      columns: found.years.map((year) => yearName(year.year, year.complete)),
      nodes: classes.map((key) => ({ key, name: key === 'none' ? t('tier_migration.none') : key })),
      flows: found.data.flatMap((step, column) =>
        step.cells.map((cell) => ({
          column,
          from: cell.from,
          to: cell.to,
          value: cell.customers,
          words: t('tier_migration.flow', {
            before: String(step.year - 1),
            year: String(step.year),
            move: cellName(cell),
            count: number(cell.customers),
          }),
          text: number(cell.customers),
          tone: cell.move,
          href: href(step, cell),
        })),
      ),
      format: number,
      heads: [t('tier_migration.move'), t('tier_migration.customers')],
    })}
    <p class="hint">${found.restated ? t('structure.now') : ''}</p>
  </section>`;
}
