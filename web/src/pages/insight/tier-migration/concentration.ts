/** How unevenly customers spend: the Lorenz curve with its figures. */
import { html, type TemplateResult } from 'lit';
import type { ConcentrationFigures } from '../../../api/insight/figures.ts';
import { formatPercent } from '../../../models/format.ts';
import { lorenzChart } from '../../../ui/charts/lorenz.ts';
import { emptyState, moment, number, share } from '../../../ui/components.ts';
import { language, t } from '../../../ui/text.ts';

export function concentration(found: ConcentrationFigures): TemplateResult {
  return html`<section class="card" aria-labelledby="concentration">
    <h2 id="concentration">${t('concentration.title')}</h2>
    ${found.gini ? curve(found, found.gini) : emptyState(t('structure.empty'), t('concentration.empty.detail'))}
  </section>`;
}

function curve(found: ConcentrationFigures, gini: string): TemplateResult {
  const format = (part: number) => formatPercent(part, language());
  return html`<p>
      ${t('concentration.said', {
        top: share(found.top_20_share),
        gini: number(gini),
        customers: number(found.customers),
        moment: moment(found.as_of),
      })}
    </p>
    ${lorenzChart({
      label: t('concentration.title'),
      caption: t('concentration.caption'),
      points: found.lorenz.map((point) => ({
        customers: Number(point.customers_share),
        spend: Number(point.spend_share),
      })),
      format,
      words: ({ customers, spend }) =>
        t('concentration.point', { customers: format(customers), spend: format(spend) }),
      axes: [t('concentration.customers'), t('concentration.spend')],
    })}`;
}
