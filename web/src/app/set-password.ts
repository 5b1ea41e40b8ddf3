/**
 * Where the link of an invitation or a reset leads: a password, without being logged in. The token stands behind `#`, so
 * that it reaches no log.
 */
import { html, type TemplateResult } from 'lit';
import { followLink } from '../api/organisation/account.ts';
import { formProblem } from '../ui/fields.ts';
import { Form } from '../ui/form.ts';
import { newPassword, newPasswordFields } from '../ui/new-password.ts';
import { t } from '../ui/text.ts';

export class SetPassword {
  private readonly form: Form;
  private readonly token = location.hash.slice(1);
  private isSet = false;

  constructor(
    private readonly refresh: () => void,
    private readonly done: () => void,
  ) {
    this.form = new Form('set-password', refresh);
  }

  private send = async (event: SubmitEvent): Promise<void> => {
    const set = await this.form.submit(event, async (values) => {
      await followLink(this.token, newPassword(values));
      return true;
    });
    if (!set) return;
    this.isSet = true;
    this.refresh();
  };

  window(tools: TemplateResult): TemplateResult {
    return html`<div class="login">
      <div class="login-tools">${tools}</div>
      <main class="login-card" id="main" tabindex="-1">
        <h1>${t('link.title')}</h1>
        ${this.isSet ? this.told() : this.fields()}
      </main>
    </div>`;
  }

  private told(): TemplateResult {
    return html`<p role="status">${t('link.done')}</p>
      <button type="button" class="button primary" @click=${this.done}>${t('login.submit')}</button>`;
  }

  private fields(): TemplateResult {
    const { form } = this;
    return html`<form class="form" novalidate @submit=${this.send}>
      ${formProblem(form)}
      ${form.errors.token ? html`<p class="field-error" role="alert">${form.errors.token}</p>` : ''}
      ${newPasswordFields(form, true)}
      <div class="form-buttons">
        <button type="submit" class="button primary wide" aria-disabled=${form.busy ? 'true' : 'false'}>
          ${form.busy ? t('common.working') : t('link.submit')}
        </button>
      </div>
    </form>`;
  }
}
