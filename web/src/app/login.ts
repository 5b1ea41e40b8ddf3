/** Log-in: the whole window at the start, a dialog over the page when the session ended while somebody works. */
import { html, nothing, type TemplateResult } from 'lit';
import { askForReset } from '../api/organisation/account.ts';
import { ProblemError } from '../api/problem.ts';
import { logIn, me } from '../api/session.ts';
import { formProblem, inputField } from '../ui/fields.ts';
import { FieldErrors, Form } from '../ui/form.ts';
import { dialog } from '../ui/modal.ts';
import { t } from '../ui/text.ts';

export class LogIn {
  private readonly form: Form;
  private readonly resetForm: Form;
  /** Whether the account has a second factor, as far as is known. */
  private needsCode = false;
  /** Whether the window asks for a reset, and what came of it. */
  private reset: 'no' | 'asking' | 'mailed' | 'by_hand' = 'no';
  private answer: ((loggedIn: boolean) => void) | undefined;
  private question: Promise<boolean> | undefined;

  constructor(
    private readonly refresh: () => void,
    private readonly done: () => void,
  ) {
    this.form = new Form('log-in', refresh);
    this.resetForm = new Form('reset', refresh);
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
      try {
        await logIn(values.text('email') ?? '', values.raw('password'), values.text('code'));
      } catch (error) {
        throw this.asField(error);
      }
      return true;
    });
    if (!result) return;
    this.needsCode = false;
    if (this.answer) this.answer(true);
    else this.done();
  };

  /** What is said of the code, at its field. */
  private asField(error: unknown): unknown {
    if (!(error instanceof ProblemError)) return error;
    if (error.code === 'second_factor_required' && !this.needsCode) {
      this.needsCode = true;
      return new FieldErrors({ code: t('login.code.needed') });
    }
    const isAboutCode = error.code === 'second_factor_required' || error.code === 'invalid_code';
    return isAboutCode ? new FieldErrors({ code: error.message }) : error;
  }

  private askReset = async (event: SubmitEvent): Promise<void> => {
    const asked = await this.resetForm.submit(event, (values) => askForReset(values.text('email') ?? ''));
    if (!asked) return;
    this.reset = asked.by_mail ? 'mailed' : 'by_hand';
    this.refresh();
  };

  private showReset(state: 'no' | 'asking'): void {
    this.reset = state;
    this.refresh();
  }

  private resetFields(): TemplateResult {
    const back = html`<button type="button" class="button" @click=${() => this.showReset('no')}>
      ${t('login.reset.back')}
    </button>`;
    if (this.reset !== 'asking')
      return html`<p role="status">${this.reset === 'mailed' ? t('login.reset.mailed') : t('login.reset.by_hand')}</p>
        ${back}`;
    return html`<form class="form" novalidate @submit=${this.askReset}>
      ${formProblem(this.resetForm)}
      ${inputField(this.resetForm, 'email', t('login.email'), { type: 'email', required: true, autocomplete: 'username', wide: true })}
      <div class="form-buttons">
        ${back}
        <button type="submit" class="button primary">${t('login.reset.submit')}</button>
      </div>
    </form>`;
  }

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
      ${
        this.needsCode
          ? inputField(this.form, 'code', t('login.code'), {
              required: true,
              autocomplete: 'one-time-code',
              hint: t('login.code.hint'),
              wide: true,
            })
          : nothing
      }
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
        <h1>${t(this.reset === 'no' ? 'login.title' : 'login.reset.title')}</h1>
        ${
          this.reset === 'no'
            ? html`<p class="quiet">${t('login.lead')}</p>
                ${this.fields(t('login.submit'))}
                <button type="button" class="button quiet" @click=${() => this.showReset('asking')}>
                  ${t('login.reset')}
                </button>`
            : this.resetFields()
        }
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
