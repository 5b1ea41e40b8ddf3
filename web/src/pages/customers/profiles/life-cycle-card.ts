/** Where a customer stands in the life cycle, since when and why, and how they came there. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CustomerLifeCycle } from '../../../api/insight/life-cycle.ts';
import { day, figure, money, number, share } from '../../../ui/components.ts';
import { type Loading, loaded } from '../../../ui/loading.ts';
import type { OptionalView } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';

type Change = CustomerLifeCycle['history'][number];

export function lifeCycleCard(found: Loading<CustomerLifeCycle>): TemplateResult {
  return html`<section class="card" aria-labelledby="life-cycle-title">
    <h2 id="life-cycle-title">${t('nav.life_cycle')}</h2>
    ${loaded(found, said, 2)}
  </section>`;
}

function said(found: CustomerLifeCycle): TemplateResult {
  const { stage, reason, since, rfm } = found;
  if (!stage || !reason) return html`<p class="quiet">${t('life_cycle.not_yet')}</p>`;
  return html`<p>
      <strong>${word('life_cycle_stage', stage)}</strong>
      ${since ? html`<span class="quiet">${t('life_cycle.since.day', { day: day(since) })}</span>` : nothing}
    </p>
    <p>${word('life_cycle_reason', reason)}</p>
    ${decidedBy(found)}
    ${
      rfm
        ? html`<div class="figures">
            ${figure(t('life_cycle.days_12m'), number(found.purchase_days_12m))}
            ${figure(t('life_cycle.spend'), money(found.net_spend_12m))}
            ${figure(t('life_cycle.recency_days'), found.recency_days == null ? '–' : number(found.recency_days))}
            ${figure(t('rfm.codes'), `${rfm.recency}-${rfm.frequency}-${rfm.monetary}`)}
          </div>`
        : nothing
    }
    ${found.history.length === 0 ? nothing : historyTable(found.history)}`;
}

function decidedBy({ decided_by: inputs, reason }: CustomerLifeCycle): OptionalView {
  if (!inputs) return nothing;
  const texts = [
    inputs.last_purchase_on ? t('life_cycle.decided.last', { day: day(inputs.last_purchase_on) }) : '',
    inputs.lost_from && reason !== 'unlikely'
      ? t('life_cycle.decided.lost_from', { day: day(inputs.lost_from) })
      : '',
    inputs.p_alive ? t('life_cycle.decided.alive', { share: share(inputs.p_alive) }) : '',
    reason === 'spend_halved' || reason === 'spend_grown'
      ? t('life_cycle.decided.spend', {
          recent: money(inputs.net_spend_6m),
          before: money(inputs.net_spend_6m_year_before),
        })
      : '',
  ];
  return html`<p class="hint">${texts.filter((text) => text !== '').map((text) => html`${text} `)}</p>`;
}

const historyTable = (history: readonly Change[]): TemplateResult =>
  table<Change>({
    label: t('life_cycle.history'),
    rows: history,
    key: (row) => `${row.changed_on} ${row.to} ${row.since}`,
    columns: [
      { label: t('life_cycle.since'), cell: (row) => day(row.since) },
      {
        label: t('life_cycle.stage'),
        cell: (row) =>
          html`<span>${word('life_cycle_stage', row.to)}${row.win_back ? html` <span class="tag">${t('life_cycle.win_back')}</span>` : nothing}</span>`,
      },
      { label: t('life_cycle.reason'), cell: (row) => word('life_cycle_reason', row.reason) },
    ],
  });
