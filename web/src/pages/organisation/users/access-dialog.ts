/** Letting somebody in who cannot get in: a link that sets a password, and a second factor taken away. */
import { html, nothing, type TemplateResult } from 'lit';
import { makeLink, removeSecondFactorOf, type User } from '../../../api/organisation/users.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { copyButton } from '../../../ui/copy-button.ts';
import { dialog } from '../../../ui/modal.ts';
import { announce } from '../../../ui/notices.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import { t } from '../../../ui/text.ts';

type Link = Awaited<ReturnType<typeof makeLink>>;

export class AccessDialog {
  private user: User | undefined;
  private link: Link | undefined;
  private failure: unknown;
  private readonly confirm: Confirm;

  constructor(private readonly refresh: () => void) {
    this.confirm = new Confirm(refresh);
  }

  show(user: User): void {
    this.user = user;
    this.link = undefined;
    this.failure = undefined;
    this.refresh();
  }

  /** At once, for who was just created without a password. */
  async invite(user: User): Promise<void> {
    this.show(user);
    await this.make();
  }

  private close = (): void => {
    this.user = undefined;
    this.refresh();
  };

  private make = async (): Promise<void> => {
    const { user } = this;
    if (!user) return;
    try {
      this.link = await makeLink(user);
    } catch (error) {
      this.failure = error;
    }
    this.refresh();
  };

  private removeFactor = (): void => {
    const { user } = this;
    if (!user) return;
    this.confirm.ask({
      title: t('access.factor'),
      detail: t('access.factor.detail', { name: user.name }),
      label: t('access.factor'),
      run: async () => {
        await removeSecondFactorOf(user);
        this.close();
        announce(t('access.factor.done'));
      },
    });
  };

  view(): TemplateResult | typeof nothing {
    const { user } = this;
    if (!user) return nothing;
    return html`${dialog({
      title: t('access.title', { name: user.name }),
      close: this.close,
      body: html`${this.failure ? problemPanel(this.failure) : nothing} ${this.link ? this.made(this.link) : this.choices(user)}`,
    })}${this.confirm.view()}`;
  }

  private choices(user: User): TemplateResult {
    return html`<p>${user.is_invited ? t('access.invite.detail') : t('access.reset.detail')}</p>
      <div class="buttons">
        <button type="button" class="button primary" @click=${this.make}>
          ${user.is_invited ? t('access.invite') : t('access.reset')}
        </button>
        <button type="button" class="button" @click=${this.removeFactor}>${t('access.factor')}</button>
      </div>`;
  }

  private made(link: Link): TemplateResult {
    if (!link.url) return html`<p role="status">${t('access.mailed')}</p>`;
    return html`<p class="note warn">${t('access.hand_over')}</p>
      <code class="secret">${link.url}</code>
      <div class="buttons">
        ${copyButton(link.url)}
        <button type="button" class="button" @click=${this.close}>${t('common.close')}</button>
      </div>`;
  }
}
