/** The job tray: long work with its count, time left and a way to stop it, whatever page is open. */
import { html, nothing, type TemplateResult } from 'lit';
import { dismiss, onJob, watchedJobs } from '../api/job-watch.ts';
import { isOver } from '../api/jobs.ts';
import { icon } from '../ui/icons.ts';
import { jobView } from '../ui/job-view.ts';
import { announce } from '../ui/notices.ts';
import { pair, t, word } from '../ui/text.ts';

/** Redraws at each change and says aloud when a job ends. */
export function watchTray(refresh: () => void): void {
  const announced = new Set<string>();
  onJob((job) => {
    if (isOver(job) && !announced.has(job.id)) {
      announced.add(job.id);
      announce(pair(word('job_kind', job.kind), word('job_state', job.state)));
    }
    refresh();
  });
}

export function trayButton(): TemplateResult {
  const running = watchedJobs().filter((job) => !isOver(job)).length;
  const label = running > 0 ? t('tray.running', { count: running }) : t('tray.title');
  return html`<button type="button" class="button quiet tray-button" popovertarget="tray" aria-label=${label} title=${label}>
    ${icon('tray')} ${running > 0 ? html`<span class="badge" aria-hidden="true">${running}</span>` : nothing}
  </button>`;
}

export function trayPanel(refresh: () => void): TemplateResult {
  const jobs = watchedJobs();
  return html`<section id="tray" popover class="panel tray" aria-label=${t('tray.title')}>
    <h2>${t('tray.title')}</h2>
    ${jobs.length === 0 ? html`<p class="quiet">${t('tray.empty')}</p>` : nothing}
    <ul class="plain">
      ${jobs.map(
        (job) => html`<li>
          ${jobView(job, refresh)}
          ${
            isOver(job)
              ? html`<button type="button" class="button small" @click=${() => dismiss(job.id)}>${t('tray.dismiss')}</button>`
              : nothing
          }
        </li>`,
      )}
    </ul>
  </section>`;
}
