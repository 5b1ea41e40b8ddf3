/** One job as a person sees it: what it is, how far, how long still, stop or try again. */
import { html, nothing, type TemplateResult } from 'lit';
import { follow } from '../api/job-watch.ts';
import { cancelJob, isOver, type Job, retryJob } from '../api/jobs.ts';
import { can } from '../api/session.ts';
import { timeLeft } from '../models/time-left.ts';
import { icon } from './icons.ts';
import { announce } from './notices.ts';
import { problemText } from './problem-panel.ts';
import { t, word } from './text.ts';

export function jobView(job: Job, refresh: () => void): TemplateResult {
  const { done, total } = job.progress;
  const name = word('job_kind', job.kind);
  const left = job.state === 'running' ? timeLeft(job.eta_at, Date.now()) : undefined;
  return html`<div class="job" data-state=${job.state}>
    <div class="job-head">
      <strong>${name}</strong>
      <span class="state" data-state=${job.state}>${word('job_state', job.state)}</span>
    </div>
    ${
      isOver(job)
        ? nothing
        : html`<progress aria-label=${name} max=${total ?? nothing} value=${total ? done : nothing}></progress>`
    }
    <p class="quiet">
      ${total ? t('job.done_of', { count: done, total }) : t('job.done', { count: done })}
      ${left ? html`· ${t(`job.left.${left.unit}`, { count: left.count })}` : nothing}
    </p>
    ${job.error ? html`<p class="field-error">${job.error.detail}</p>` : nothing}
    ${job.subject_id?.startsWith('imp_') ? html`<a href="/imports/${job.subject_id}">${t('job.open_import')}</a>` : nothing}
    ${jobButton(job, refresh)}
  </div>`;
}

function jobButton(job: Job, refresh: () => void): TemplateResult | typeof nothing {
  if (!can('jobs:write')) return nothing;
  const act = (work: Promise<Job>) =>
    void work
      .then(follow)
      .catch((error: unknown) => announce(problemText(error).title))
      .finally(refresh);
  if (!isOver(job)) {
    return html`<button type="button" class="button small" @click=${() => act(cancelJob(job.id))}>
      ${icon('close')} ${t('job.cancel')}
    </button>`;
  }
  if (job.state !== 'failed') return nothing;
  return html`<button type="button" class="button small" @click=${() => act(retryJob(job.id))}>${t('job.retry')}</button>`;
}
