/** Secrets of other systems: shown once, and replaced while the one before still works for a while. */
import { html, nothing, type TemplateResult } from 'lit';
import { copyButton } from './copy-button.ts';
import { selectField } from './fields.ts';
import type { Form } from './form.ts';
import { dialog } from './modal.ts';
import { pair, type TextKey, t } from './text.ts';

/** A secret that was just made: who closes this sees it no more. */
export class SecretDialog {
  private secret: string | undefined;

  constructor(
    private readonly refresh: () => void,
    /** Says that it is shown only now, and what it is for. */
    private readonly once: TextKey,
  ) {}

  show(secret: string): void {
    this.secret = secret;
    this.refresh();
  }

  private close = (): void => {
    this.secret = undefined;
    this.refresh();
  };

  view(): TemplateResult | typeof nothing {
    if (!this.secret) return nothing;
    return dialog({
      title: t('keys.secret'),
      close: this.close,
      body: html`<p class="note warn">${t(this.once)}</p>
        <code class="secret">${this.secret}</code>
        <div class="buttons">
          ${copyButton(this.secret, pair(t('common.copy'), t('keys.secret')))}
          <button type="button" class="button" @click=${this.close}>${t('keys.secret.done')}</button>
        </div>`,
    });
  }
}

const hour = 3600;

/** How long the secret before still works, in seconds. */
export const overlapField = (form: Form): TemplateResult =>
  selectField(
    form,
    'overlap_seconds',
    t('keys.overlap'),
    [0, 1, 24, 168].map((hours) => ({
      value: String(hours * hour),
      label: hours === 0 ? t('keys.overlap.none') : t('keys.overlap.hours', { count: hours }),
    })),
    { value: String(24 * hour) },
  );
