/** Asks before a page is left over something typed that was not sent. */
import { html, nothing, type TemplateResult } from 'lit';
import { hasUnsent } from '../ui/draft.ts';
import { dialog } from '../ui/modal.ts';
import { t } from '../ui/text.ts';

export class LeaveGuard {
  private leave: (() => void) | undefined;

  constructor(private readonly refresh: () => void) {}

  /** Whether the page may be left at once; if not, `leave` is called when the person says so. */
  readonly mayLeave = (leave: () => void): boolean => {
    if (!hasUnsent()) return true;
    this.leave = leave;
    this.refresh();
    return false;
  };

  /** The browser asks by itself when the window is closed or loaded anew. */
  watch(): void {
    document.addEventListener('input', (event) => {
      const form = event.target instanceof Element ? event.target.closest<HTMLElement>('dialog form') : null;
      if (form) form.dataset.typed = '';
    });
    addEventListener('beforeunload', (event) => {
      if (hasUnsent()) event.preventDefault();
    });
  }

  private stay = (): void => {
    this.leave = undefined;
    this.refresh();
  };

  private go = (): void => {
    const { leave } = this;
    this.leave = undefined;
    for (const form of document.querySelectorAll<HTMLElement>('form[data-typed]')) delete form.dataset.typed;
    this.refresh();
    leave?.();
  };

  view(): TemplateResult | typeof nothing {
    if (!this.leave) return nothing;
    return dialog({
      title: t('leave.title'),
      close: this.stay,
      body: html`<p>${t('leave.detail')}</p>
        <div class="buttons">
          <button type="button" class="button primary" autofocus @click=${this.stay}>${t('leave.stay')}</button>
          <button type="button" class="button" @click=${this.go}>${t('leave.go')}</button>
        </div>`,
    });
  }
}
