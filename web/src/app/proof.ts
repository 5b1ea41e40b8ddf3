/** The password once more, over the page, before keys, users and exports. */
import { html, nothing, type TemplateResult } from 'lit';
import { prove } from '../api/organisation/account.ts';
import { me } from '../api/session.ts';
import { formButtons, formProblem, inputField } from '../ui/fields.ts';
import { Form } from '../ui/form.ts';
import { dialog } from '../ui/modal.ts';
import { t } from '../ui/text.ts';

export class Proof {
  private form: Form;
  private answer: ((proved: boolean) => void) | undefined;
  private question: Promise<boolean> | undefined;

  constructor(private readonly refresh: () => void) {
    this.form = new Form('proof', refresh);
  }

  /** Asks over the page; all who wait share one dialog and one answer. */
  ask = (): Promise<boolean> => {
    this.question ??= new Promise<boolean>((resolve) => {
      this.form = new Form('proof', this.refresh);
      this.answer = resolve;
      this.refresh();
    }).finally(() => {
      this.question = undefined;
      this.answer = undefined;
      this.refresh();
    });
    return this.question;
  };

  private send = async (event: SubmitEvent): Promise<void> => {
    const proved = await this.form.submit(event, async (values) => {
      await prove(values.raw('password'), values.text('code'));
      return true;
    });
    if (proved) this.answer?.(true);
  };

  view(): TemplateResult | typeof nothing {
    if (!this.answer) return nothing;
    const close = () => this.answer?.(false);
    return dialog({
      title: t('proof.title'),
      close,
      body: html`<p>${t('proof.lead')}</p>
        <form class="form narrow" novalidate @submit=${this.send}>
          ${formProblem(this.form)}
          ${inputField(this.form, 'password', t('login.password'), { type: 'password', required: true, autocomplete: 'current-password', wide: true })}
          ${
            me()?.second_factor
              ? inputField(this.form, 'code', t('login.code'), {
                  required: true,
                  autocomplete: 'one-time-code',
                  hint: t('login.code.hint'),
                  wide: true,
                })
              : nothing
          }
          ${formButtons(this.form, t('proof.submit'), close)}
        </form>`,
    });
  }
}
