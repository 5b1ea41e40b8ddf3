/** A month that figures are asked of: the running one while none is chosen. */
import { formatMonth, nextMonth } from '../models/format.ts';
import { lastMonths } from '../models/insight/months.ts';
import { choiceFilter, type FilterControl, type Filters } from './filters.ts';
import { language, t } from './text.ts';

/** How far one may look back. */
const months = 24;

export function monthFilter(filters: Filters, label: string): FilterControl {
  const today = new Date().toISOString().slice(0, 10);
  const choices = lastMonths(today, months).map((value) => ({
    value,
    label: formatMonth(value, language()),
  }));
  return choiceFilter(filters, 'month', label, choices, t('common.this_month'));
}

/** The days of the month that is chosen, as the range of a parameter; nothing while none is. */
export function monthRange(url: URL, parameter: string): Record<string, string> {
  const from = url.searchParams.get('month');
  return from ? { [`${parameter}[gte]`]: from, [`${parameter}[lt]`]: nextMonth(from) } : {};
}
