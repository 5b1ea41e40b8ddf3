/** When a clock runs out, for the eye: how far off it is, and the moment itself as its title. */
import { html, type TemplateResult } from 'lit';
import { formatDistance } from '../../../models/format.ts';
import { moment } from '../../../ui/components.ts';
import { language, t } from '../../../ui/text.ts';

/** Below this the clock is about to run out. */
const SOON = 4 * 3_600_000;

export function dueView(due: string | null | undefined): TemplateResult {
  if (!due) return html`<span class="quiet">${t('complaints.no_clock')}</span>`;
  const left = Date.parse(due) - Date.now();
  const look = left < 0 ? 'late' : left < SOON ? 'soon' : 'running';
  const text = formatDistance(due, Date.now(), language());
  return html`<time class="due" data-due=${look} datetime=${due} title=${moment(due)}>${left < 0 ? t('complaints.late', { time: text }) : text}</time>`;
}
