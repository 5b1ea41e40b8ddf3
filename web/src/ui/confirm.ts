/** Asks before something that cannot be taken back. */
import { html, nothing, type TemplateResult } from 'lit';
import { dialog } from './modal.ts';
import { problemPanel } from './problem-panel.ts';
import { t } from './text.ts';

interface Question {
  title: string;
  detail: string;
  label: string;
  run: () => Promise<void>;
}

export class Confirm {
  private question: Question | undefined;
  private busy = false;
  private failure: unknown;

  constructor(private readonly refresh: () => void) {}

  ask(question: Question): void {
    this.question = question;
    this.failure = undefined;
    this.refresh();
  }

  private close = (): void => {
    this.question = undefined;
    this.refresh();
  };

  private run = async (): Promise<void> => {
    if (this.busy || !this.question) return;
    this.busy = true;
    this.refresh();
    try {
      await this.question.run();
      this.question = undefined;
    } catch (error) {
      this.failure = error;
    }
    this.busy = false;
    this.refresh();
  };

  view(): TemplateResult | typeof nothing {
    const { question } = this;
    if (!question) return nothing;
    return dialog({
      title: question.title,
      close: this.close,
      body: html`${this.failure ? problemPanel(this.failure) : nothing}
        <p>${question.detail}</p>
        <div class="buttons">
          <button type="button" class="button danger" aria-disabled=${this.busy ? 'true' : 'false'} @click=${this.run}>
            ${this.busy ? t('common.working') : question.label}
          </button>
          <button type="button" class="button" @click=${this.close}>${t('common.cancel')}</button>
        </div>`,
    });
  }
}
