/** The progress of a campaign: in all, by arm, and why messages were not sent. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Campaign } from '../../../api/marketing/campaigns.ts';
import { figure, moment, number } from '../../../ui/components.ts';
import { table } from '../../../ui/table.ts';
import { pair, t, word } from '../../../ui/text.ts';

type Progress = NonNullable<Campaign['progress']>;
type Arm = Progress['arms'][number];

export function progressCard(campaign: Campaign, progress: Progress): TemplateResult {
  const { counts } = progress;
  const treated = counts.total - counts.held_out - counts.suppressed;
  const ended = treated - counts.pending;
  return html`<section class="card stack" aria-labelledby="progress-title" aria-live="off">
    <h2 id="progress-title">${t('campaigns.progress')}</h2>
    <progress aria-label=${t('campaigns.progress')} max=${Math.max(treated, 1)} value=${ended}></progress>
    <p class="quiet">
      ${t('campaigns.progress.of', { done: number(ended), total: number(treated) })}
      ${campaign.completed_at ? html`· ${t('campaigns.completed_at', { at: moment(campaign.completed_at) })}` : nothing}
      ${campaign.planned_at ? nothing : html`· ${t('campaigns.planning')}`}
    </p>
    <div class="figures">
      ${figure(word('delivery_state', 'sent'), number(counts.sent))}
      ${figure(word('delivery_state', 'pending'), number(counts.pending))}
      ${figure(word('delivery_state', 'held_out'), number(counts.held_out))}
      ${figure(word('delivery_state', 'suppressed'), number(counts.suppressed))}
      ${figure(word('delivery_state', 'bounced'), number(counts.bounced))}
      ${figure(word('delivery_state', 'failed'), number(counts.failed))}
      ${counts.cancelled > 0 ? figure(word('delivery_state', 'cancelled'), number(counts.cancelled)) : nothing}
    </div>
    ${progress.arms.length > 1 ? arms(campaign, progress.arms) : nothing}
    ${
      progress.reasons.length > 0
        ? html`<h3>${t('campaigns.left_out')}</h3>
          <ul class="plain">${progress.reasons.map((one) => html`<li>${pair(word('skip_reason', one.reason), number(one.count))}</li>`)}</ul>`
        : nothing
    }
  </section>`;
}

function arms(campaign: Campaign, rows: readonly Arm[]): TemplateResult {
  return table<Arm>({
    label: t('campaigns.arms'),
    rows,
    key: (row) => row.key,
    columns: [
      { label: t('campaigns.arms'), cell: (row) => armName(campaign, row.key) },
      { label: t('campaigns.people'), number: true, cell: (row) => number(row.counts.total) },
      { label: word('delivery_state', 'sent'), number: true, cell: (row) => number(row.counts.sent) },
      { label: word('delivery_state', 'pending'), number: true, cell: (row) => number(row.counts.pending) },
      {
        label: t('campaigns.failed'),
        number: true,
        cell: (row) => number(row.counts.bounced + row.counts.failed),
      },
    ],
  });
}

/** What an arm is called: the control group by its own word. */
export function armName(campaign: Campaign, key: string | null | undefined): string {
  if (!key) return '–';
  if (key === 'control') return t('campaigns.control_group');
  return campaign.arms.find((arm) => arm.key === key)?.name ?? key;
}
