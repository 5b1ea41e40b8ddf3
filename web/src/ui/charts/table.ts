/** What a chart shows as a table, folded below it. */
import { html, type TemplateResult } from 'lit';
import { t } from '../text.ts';

/** Heads from the place `numbersFrom` on stand over numbers. */
export function chartTable(
  label: string,
  heads: readonly string[],
  rows: readonly TemplateResult[],
  numbersFrom = 1,
): TemplateResult {
  const head = (text: string, index: number) =>
    html`<th scope="col" class=${index < numbersFrom ? '' : 'number'}>${text}</th>`;
  return html`<details class="chart-table">
    <summary>${t('common.chart.table')}</summary>
    <table aria-label=${label}>
      <thead>
        <tr>${heads.map(head)}</tr>
      </thead>
      <tbody>${rows}</tbody>
    </table>
  </details>`;
}
