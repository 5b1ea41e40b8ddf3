/** Log-in: the whole window at the start, a dialog over the page when the session ended while somebody works. */
import { html, type TemplateResult } from 'lit';
import { logIn, me } from '../api/session.ts';
import { formProblem, inputField } from '../ui/fields.ts';
import { Form } from '../ui/form.ts';
import { dialog } from '../ui/modal.ts';
import { t } from '../ui/text.ts';

export class LogIn {
  private readonly form: Form;
  private answer: ((loggedIn: boolean) => void) | undefined;
  private question: Promise<boolean> | undefined;

  constructor(
    private readonly refresh: () => void,
    private readonly done: () => void,
  ) {
    this.form = new Form('log-in', refresh);
  }

  /** Asks over the page; all who wait share one dialog and one answer. */
  ask = (): Promise<boolean> => {
    this.question ??= new Promise<boolean>((resolve) => {
      this.answer = resolve;
      this.refresh();
    }).finally(() => {
      this.question = undefined;
      this.answer = undefined;
      this.refresh();
    });
    return this.question;
  };

  get asking(): boolean {
    return this.answer !== undefined;
  }

  private send = async (event: SubmitEvent): Promise<void> => {
    const result = await this.form.submit(event, async (values) => {
      await logIn(values.text('email') ?? '', values.raw('password'));
      return true;
    });
    if (!result) return;
    if (this.answer) this.answer(true);
    else this.done();
  };

  private fields(label: string): TemplateResult {
    return html`<form class="form" novalidate @submit=${this.send}>
      ${formProblem(this.form)}
      ${inputField(this.form, 'email', t('login.email'), {
        type: 'email',
        required: true,
        autocomplete: 'username',
        value: me()?.email ?? '',
        wide: true,
      })}
      ${inputField(this.form, 'password', t('login.password'), {
        type: 'password',
        required: true,
        autocomplete: 'current-password',
        wide: true,
      })}
      <div class="form-buttons">
        <button type="submit" class="button primary wide" aria-disabled=${this.form.busy ? 'true' : 'false'}>
          ${this.form.busy ? t('common.working') : label}
        </button>
      </div>
    </form>`;
  }

  window(tools: TemplateResult): TemplateResult {
    return html`<div class="login">
      <div class="login-tools">${tools}</div>
      <main class="login-card" id="main" tabindex="-1">
        <img src="/icon.svg" width="44" height="44" alt="" />
        <h1>${t('login.title')}</h1>
        <p class="quiet">${t('login.lead')}</p>
        ${this.fields(t('login.submit'))}
      </main>
    </div>`;
  }

  overlay(): TemplateResult {
    return dialog({
      title: t('login.again'),
      close: () => this.answer?.(false),
      body: html`<p>${t('login.again.detail')}</p>
        ${this.fields(t('login.submit'))}`,
    });
  }
}
