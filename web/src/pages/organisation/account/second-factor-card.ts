/** One's second factor: set up, taken away, and its recovery codes. */
import { html, type TemplateResult } from 'lit';
import {
  newRecoveryCodes,
  readSecondFactor,
  removeSecondFactor,
  type SecondFactor,
} from '../../../api/organisation/account.ts';
import { renew } from '../../../api/session.ts';
import type { Confirm } from '../../../ui/confirm.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { recoveryCodes, SecondFactorSetup } from '../../../ui/second-factor-setup.ts';
import { t } from '../../../ui/text.ts';

export class SecondFactorCard {
  private readonly state: Loading<SecondFactor>;
  private setup: SecondFactorSetup | undefined;
  private codes: string[] | undefined;

  constructor(
    private readonly refresh: () => void,
    private readonly signal: AbortSignal,
    private readonly confirm: Confirm,
  ) {
    this.state = new Loading(refresh);
  }

  load = async (): Promise<void> => {
    await this.state.load(() => readSecondFactor(this.signal));
  };

  private begin = (): void => {
    this.setup = new SecondFactorSetup(this.refresh, () => void this.done());
    void this.setup.begin();
  };

  private done = async (): Promise<void> => {
    this.setup = undefined;
    this.codes = undefined;
    await Promise.all([this.load(), renew()]);
  };

  private replace = (): void =>
    this.confirm.ask({
      title: t('factor.codes.new'),
      detail: t('factor.codes.new.detail'),
      label: t('factor.codes.new'),
      run: async () => {
        this.codes = (await newRecoveryCodes()).recovery_codes;
      },
    });

  private remove = (): void =>
    this.confirm.ask({
      title: t('factor.disable'),
      detail: t('factor.disable.detail'),
      label: t('factor.disable'),
      run: async () => {
        await removeSecondFactor();
        await this.done();
      },
    });

  view(): TemplateResult {
    return html`<section class="card" aria-labelledby="factor-title">
      <h2 id="factor-title">${t('factor.title')}</h2>
      ${this.body()}
    </section>`;
  }

  private body(): TemplateResult {
    if (this.setup) return this.setup.view();
    if (this.codes) return recoveryCodes(this.codes, () => void this.done());
    return loaded(this.state, (state) =>
      state.enabled
        ? html`<p>${t('factor.on', { count: state.recovery_codes_left })}</p>
            <div class="buttons">
              <button type="button" class="button" @click=${this.replace}>${t('factor.codes.new')}</button>
              <button type="button" class="button" @click=${this.remove}>${t('factor.disable')}</button>
            </div>`
        : html`<p class="quiet">${t('factor.off')}</p>
            <div><button type="button" class="button" @click=${this.begin}>${t('factor.setup')}</button></div>`,
    );
  }
}
