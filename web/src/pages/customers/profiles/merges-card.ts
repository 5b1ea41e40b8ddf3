/** Who was merged into the customer, and the way back. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Merge } from '../../../api/customers/merges.ts';
import { actionButton, moment } from '../../../ui/components.ts';
import { t } from '../../../ui/text.ts';
import type { CustomerActions, CustomerState } from './detail-state.ts';

export function mergesCard(
  { merges }: CustomerState,
  actions: CustomerActions,
): TemplateResult | typeof nothing {
  const all = merges.value ?? [];
  if (all.length === 0) return nothing;
  const row = (merge: Merge) => html`<li>
    <span>
      ${t('merges.from', { name: merge.merged_name })}<br />
      <small class="quiet">${moment(merge.merged_at)}</small>
      ${merge.undone_at ? undone(merge) : nothing}
    </span>
    ${
      merge.undone_at
        ? nothing
        : actionButton({
            action: 'customers:merge',
            label: t('merges.undo'),
            describe: merge.merged_name,
            small: true,
            run: () => actions.undoMerge(merge),
          })
    }
  </li>`;
  return html`<section class="card" aria-labelledby="merges-title">
    <div class="card-head"><h2 id="merges-title">${t('merges.title')}</h2></div>
    <ul class="list">${all.map(row)}</ul>
  </section>`;
}

function undone(merge: Merge): TemplateResult {
  const purchases = merge.stayed.filter(({ kind }) => kind === 'purchase').length;
  return html`<br /><small class="quiet">${t('merges.undone', { at: moment(merge.undone_at) })}
    <a href="/customers/${merge.merged_id}">${t('merges.open')}</a></small>
    ${purchases > 0 ? html`<br /><small class="quiet">${t('merges.stayed', { count: purchases })}</small>` : nothing}`;
}
