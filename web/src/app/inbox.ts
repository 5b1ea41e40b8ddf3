/** The bell: what whoever is logged in was told and has not read, whatever page is open; something new is said aloud. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  listNotifications,
  markAllRead,
  markRead,
  type Notification,
  onRead,
} from '../api/organisation/notifications.ts';
import { icon } from '../ui/icons.ts';
import { announce } from '../ui/notices.ts';
import { notificationLine, notificationText } from '../ui/notification-line.ts';
import { problemText } from '../ui/problem-panel.ts';
import { t } from '../ui/text.ts';

/** How often it is looked at, in milliseconds. */
const pause = 15_000;
/** So many are looked at: more are not counted one by one. */
const most = 50;

export class Inbox {
  private unread: readonly Notification[] = [];
  private more = false;
  private seen: Set<string> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private look = 0;

  constructor(private readonly refresh: () => void) {
    document.addEventListener('visibilitychange', () => {
      if (this.timer !== undefined && !document.hidden) void this.read();
    });
    onRead(() => void this.read());
  }

  /** Looks from now on. */
  open(): void {
    this.close();
    void this.read();
  }

  /** Log-out: nothing more is looked for or shown. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.look += 1;
    this.unread = [];
    this.seen = undefined;
  }

  private readonly read = async (): Promise<void> => {
    clearTimeout(this.timer);
    this.look += 1;
    const look = this.look;
    try {
      const { data, has_more: more } = await listNotifications({ unread: true, limit: most });
      if (look !== this.look) return;
      this.tell(data);
      this.unread = data;
      this.more = more;
    } catch {
      // What was found before stays; the next look may come through.
      if (look !== this.look) return;
    }
    this.timer = setTimeout(() => void (document.hidden ? this.later() : this.read()), pause);
    this.refresh();
  };

  private later(): void {
    this.timer = setTimeout(() => void this.read(), pause);
  }

  /** What was not there at the look before. */
  private tell(found: readonly Notification[]): void {
    for (const one of found) if (this.seen && !this.seen.has(one.id)) announce(notificationText(one));
    this.seen = new Set(found.map((one) => one.id));
  }

  private follow = (one: Notification, event: Event): void => {
    hide(event);
    void this.mark(() => markRead(one.id));
  };

  private async mark(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      announce(problemText(error).title);
    }
  }

  button(): TemplateResult {
    const count = this.unread.length;
    const shown = this.more ? `${count}+` : String(count);
    const label = count > 0 ? t('inbox.unread', { shown }) : t('inbox.bell');
    return html`<button type="button" class="button quiet tray-button" popovertarget="inbox" aria-label=${label} title=${label}>
      ${icon('bell')} ${count > 0 ? html`<span class="badge" aria-hidden="true">${shown}</span>` : nothing}
    </button>`;
  }

  panel(): TemplateResult {
    return html`<section id="inbox" popover class="panel tray" aria-label=${t('inbox.bell')}>
      <h2>${t('inbox.bell')}</h2>
      ${this.unread.length === 0 ? html`<p class="quiet">${t('inbox.nothing')}</p>` : nothing}
      <ul class="plain">
        ${this.unread.slice(0, 10).map((one) => html`<li>${notificationLine(one, this.follow)}</li>`)}
      </ul>
      <p class="buttons">
        <a class="button small" href="/inbox" @click=${hide}>${t('inbox.all')}</a>
        ${
          this.unread.length > 0
            ? html`<button type="button" class="button small" @click=${() => void this.mark(markAllRead)}>
                ${t('inbox.read_all')}
              </button>`
            : nothing
        }
      </p>
    </section>`;
  }
}

function hide(event: Event): void {
  const panel = (event.currentTarget as Element).closest<HTMLElement>('[popover]');
  panel?.hidePopover();
}
