/** Setting up an authenticator: the QR code, a first code, and the recovery codes, shown once. */
import { html, type TemplateResult } from 'lit';
import { beginSecondFactor, confirmSecondFactor, type NewSecondFactor } from '../api/organisation/account.ts';
import { copyButton } from './copy-button.ts';
import { formButtons, formProblem, inputField } from './fields.ts';
import { Form } from './form.ts';
import { problemPanel } from './problem-panel.ts';
import { t } from './text.ts';

export class SecondFactorSetup {
  private readonly form: Form;
  private begun: NewSecondFactor | undefined;
  private codes: string[] | undefined;
  private failure: unknown;

  constructor(
    private readonly refresh: () => void,
    private readonly done: () => void,
  ) {
    this.form = new Form('second-factor', refresh);
  }

  begin = async (): Promise<void> => {
    this.failure = undefined;
    try {
      this.begun = await beginSecondFactor();
    } catch (error) {
      this.failure = error;
    }
    this.refresh();
  };

  private confirm = async (event: SubmitEvent): Promise<void> => {
    const confirmed = await this.form.submit(event, (values) =>
      confirmSecondFactor(values.text('code') ?? ''),
    );
    if (!confirmed) return;
    this.codes = confirmed.recovery_codes;
    this.refresh();
  };

  view(): TemplateResult {
    if (this.codes) return recoveryCodes(this.codes, this.done);
    if (this.failure) return problemPanel(this.failure, () => void this.begin());
    if (!this.begun) return html`<p aria-busy="true">${t('common.loading')}</p>`;
    const { secret, qr_svg } = this.begun;
    return html`<p>${t('factor.scan')}</p>
      <img class="qr" width="200" height="200" alt=${t('factor.qr')} src="data:image/svg+xml,${encodeURIComponent(qr_svg)}" />
      <p class="hint">${t('factor.type')} <code class="secret">${secret}</code></p>
      <form class="form narrow" novalidate @submit=${this.confirm}>
        ${formProblem(this.form)}
        ${inputField(this.form, 'code', t('factor.first_code'), { required: true, autocomplete: 'one-time-code', inputmode: 'numeric', wide: true })}
        ${formButtons(this.form, t('factor.enable'))}
      </form>`;
  }
}

/** The codes to keep, and the only time they are seen. */
export function recoveryCodes(codes: readonly string[], done: () => void): TemplateResult {
  return html`<p class="note warn">${t('factor.codes.once')}</p>
    <ul class="codes" aria-label=${t('factor.codes')}>
      ${codes.map((code) => html`<li><code>${code}</code></li>`)}
    </ul>
    <div class="buttons">
      ${copyButton(codes.join('\n'))}
      <button type="button" class="button primary" @click=${done}>${t('factor.codes.kept')}</button>
    </div>`;
}
