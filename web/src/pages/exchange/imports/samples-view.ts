/** Some rows of a dry run as they would be taken: each field by its name, as a person reads it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Import } from '../../../api/exchange/imports.ts';
import { quantityText, thousandths } from '../../../models/quantity.ts';
import { day, moment, money } from '../../../ui/components.ts';
import { type Column, table } from '../../../ui/table.ts';
import { joined, t, word } from '../../../ui/text.ts';

/** A row as the server would take it; what it leaves out is absent or null. */
interface Sample {
  kind?: string | null;
  gender?: string | null;
  tags?: string[];
  customer?: string | null;
  occurred_at?: string | null;
  occurred_on?: string | null;
  lines?: SampleLine[];
  [field: string]: unknown;
}

interface SampleLine {
  amount: number;
  discount: number;
  quantity: string;
  product_code?: string | null;
  description?: string | null;
}

const plainFields = ['name', 'external_id', 'phone', 'email', 'card', 'city', 'unit_code'] as const;

export function samplesView(
  kind: Import['kind'],
  accepted: readonly object[],
  currency: string,
): TemplateResult | typeof nothing {
  if (accepted.length === 0) return nothing;
  const samples = accepted as readonly Sample[];
  return html`<details open>
    <summary>${t('imports.samples', { count: samples.length })}</summary>
    ${table<Sample>({
      label: t('imports.samples', { count: samples.length }),
      rows: samples,
      key: (row) => samples.indexOf(row),
      columns: kind === 'customers' ? customerColumns(samples) : purchaseColumns(samples, currency),
    })}
  </details>`;
}

/** Only the fields that some row fills. */
function customerColumns(samples: readonly Sample[]): Column<Sample>[] {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const columns: [string, Column<Sample>['cell']][] = [
    ...plainFields.map((field): [string, Column<Sample>['cell']] => [field, (row) => text(row[field])]),
    ['kind', (row) => (row.kind ? word('customer_kind', row.kind) : '')],
    ['gender', (row) => (row.gender ? word('gender', row.gender) : '')],
    ['tags', (row) => joined(row.tags ?? [])],
  ];
  return columns
    .filter(([, cell]) => samples.some((row) => cell(row) !== ''))
    .map(([field, cell]) => ({ label: word('import_field', field), cell }));
}

function purchaseColumns(samples: readonly Sample[], currency: string): Column<Sample>[] {
  const sum = (row: Sample, part: 'amount' | 'discount') =>
    money({ amount: (row.lines ?? []).reduce((total, line) => total + line[part], 0), currency });
  const columns: (Column<Sample> & { shown: boolean })[] = [
    {
      label: word('import_field', 'occurred_at'),
      nowrap: true,
      cell: (row) => day(row.occurred_on) || moment(row.occurred_at),
      shown: true,
    },
    { label: t('imports.sample.customer'), cell: (row) => row.customer ?? '', shown: true },
    {
      label: word('import_field', 'external_id'),
      cell: (row) => String(row.external_id ?? ''),
      shown: samples.some((row) => row.external_id),
    },
    {
      label: t('imports.sample.lines'),
      cell: (row) =>
        html`<ul class="plain">${(row.lines ?? []).map((line) => html`<li>${lineText(line)}</li>`)}</ul>`,
      shown: true,
    },
    {
      label: word('import_field', 'discount'),
      number: true,
      cell: (row) => sum(row, 'discount'),
      shown: samples.some((row) => row.lines?.some((line) => line.discount !== 0)),
    },
    { label: word('import_field', 'amount'), number: true, cell: (row) => sum(row, 'amount'), shown: true },
  ];
  return columns.filter((column) => column.shown);
}

function lineText(line: SampleLine): string {
  const what = line.description ?? line.product_code ?? t('imports.sample.unnamed');
  return `${what} × ${quantityText(thousandths(line.quantity) ?? 0)}`;
}
