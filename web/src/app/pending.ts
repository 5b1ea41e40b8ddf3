/** What somebody has to do after the log-in before anything else: the whole window, as the API answers nothing else. */
import { html, type TemplateResult } from 'lit';
import { changePassword } from '../api/organisation/account.ts';
import { me, renew } from '../api/session.ts';
import { formProblem, inputField } from '../ui/fields.ts';
import { Form } from '../ui/form.ts';
import { newPassword, newPasswordFields } from '../ui/new-password.ts';
import { announce } from '../ui/notices.ts';
import { SecondFactorSetup } from '../ui/second-factor-setup.ts';
import { t } from '../ui/text.ts';

export class Pending {
  private readonly form: Form;
  private setup: SecondFactorSetup | undefined;

  constructor(
    private readonly refresh: () => void,
    private readonly done: () => void,
    private readonly logOut: () => void,
  ) {
    this.form = new Form('pending', refresh);
  }

  private send = async (event: SubmitEvent): Promise<void> => {
    const changed = await this.form.submit(event, async (values) => {
      await changePassword(values.raw('current_password'), newPassword(values));
      return true;
    });
    if (!changed) return;
    announce(t('account.password.changed'));
    await this.goOn();
  };

  private goOn = async (): Promise<void> => {
    await renew();
    this.setup = undefined;
    this.done();
  };

  window(tools: TemplateResult): TemplateResult {
    return html`<div class="login">
      <div class="login-tools">${tools}</div>
      <main class="login-card" id="main" tabindex="-1">
        ${me()?.pending === 'second_factor' || this.setup ? this.secondFactor() : this.password()}
      </main>
    </div>`;
  }

  private secondFactor(): TemplateResult {
    if (!this.setup) {
      this.setup = new SecondFactorSetup(this.refresh, () => void this.goOn());
      void this.setup.begin();
    }
    return html`<h1>${t('factor.title')}</h1>
      <p class="quiet">${t('pending.factor.lead')}</p>
      ${this.setup.view()}
      <div><button type="button" class="button quiet" @click=${this.logOut}>${t('shell.log_out')}</button></div>`;
  }

  private password(): TemplateResult {
    return html`<h1>${t('pending.password.title')}</h1>
        <p class="quiet">${t('pending.password.lead')}</p>
        <form class="form" novalidate @submit=${this.send}>
          ${formProblem(this.form)}
          ${inputField(this.form, 'current_password', t('pending.password.given'), {
            type: 'password',
            required: true,
            autocomplete: 'current-password',
            wide: true,
          })}
          ${newPasswordFields(this.form, true)}
          <div class="form-buttons">
            <button type="button" class="button" @click=${this.logOut}>${t('shell.log_out')}</button>
            <button type="submit" class="button primary" aria-disabled=${this.form.busy ? 'true' : 'false'}>
              ${this.form.busy ? t('common.working') : t('account.password.save')}
            </button>
          </div>
        </form>`;
  }
}
