/** How a failure is shown: what happened, what to do, and the request id to quote. */
import { html, nothing, type TemplateResult } from 'lit';
import { ProblemError, UnreachableError } from '../api/problem.ts';
import { copyButton } from './copy-button.ts';
import { icon } from './icons.ts';
import { t } from './text.ts';

export function problemText(failure: unknown): { title: string; detail: string } {
  if (failure instanceof UnreachableError) {
    return { title: t('problem.unreachable'), detail: t('problem.unreachable.detail') };
  }
  if (failure instanceof ProblemError) {
    if (failure.status === 412) return { title: t('problem.stale'), detail: t('problem.stale.detail') };
    const title = failure.problem.title ?? t('problem.unexpected');
    const detail = failure.problem.detail ?? '';
    return { title, detail: detail === title ? '' : detail };
  }
  return { title: t('problem.unexpected'), detail: t('problem.unexpected.detail') };
}

/** `alsoShow`: errors of fields the form does not have, so that none is lost. */
export function problemPanel(
  failure: unknown,
  retry?: () => void,
  alsoShow: readonly string[] = [],
): TemplateResult {
  const { title, detail } = problemText(failure);
  const requestId = failure instanceof ProblemError ? failure.requestId : undefined;
  return html`<div class="problem" role="alert">
    ${icon('warning')}
    <div class="problem-text">
      <strong>${title}</strong>
      ${detail ? html`<p>${detail}</p>` : nothing}
      ${alsoShow.length > 0 ? html`<ul>${alsoShow.map((line) => html`<li>${line}</li>`)}</ul>` : nothing}
      ${
        requestId
          ? html`<p class="request-id">${t('problem.request_id')} <code>${requestId}</code> ${copyButton(requestId)}</p>`
          : nothing
      }
    </div>
    ${retry ? html`<button type="button" class="button" @click=${retry}>${t('common.retry')}</button>` : nothing}
  </div>`;
}
