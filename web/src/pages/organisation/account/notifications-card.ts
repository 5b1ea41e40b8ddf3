/** Whether what one is told comes by mail as well. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  type NotificationSettings,
  readNotificationSettings,
  setNotificationSettings,
} from '../../../api/organisation/notifications.ts';
import { checkField } from '../../../ui/fields.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { t } from '../../../ui/text.ts';

export class NotificationsCard {
  private readonly settings: Loading<NotificationSettings>;

  constructor(
    private readonly refresh: () => void,
    private readonly signal: AbortSignal,
  ) {
    this.settings = new Loading(refresh);
    void this.settings.load(() => readNotificationSettings(this.signal));
  }

  private choose = async (byMail: boolean): Promise<void> => {
    try {
      this.settings.value = await setNotificationSettings(byMail);
      announce(t('account.notifications.saved'));
    } catch (error) {
      announce(problemText(error).title);
    }
    this.refresh();
  };

  view(): TemplateResult {
    return html`<section class="card stack" aria-labelledby="notifications-title">
      <h2 id="notifications-title">${t('account.notifications')}</h2>
      <p class="quiet">${t('account.notifications.lead')}</p>
      ${loaded(
        this.settings,
        (settings) => html`${checkField('by_mail', t('account.notifications.by_mail'), {
          checked: settings.by_mail,
          onChange: (checked) => void this.choose(checked),
        })}
        ${settings.mail_is_set_up ? nothing : html`<p class="note">${t('account.notifications.no_mail')}</p>`}`,
      )}
    </section>`;
  }
}
