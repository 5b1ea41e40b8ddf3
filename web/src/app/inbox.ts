/** The inbox: what waits for the word of whoever is logged in, whatever page is open; something new is said aloud. */
import { html, type TemplateResult } from 'lit';
import type { Campaign } from '../api/marketing/campaigns.ts';
import { judgesCampaigns, readWaiting, type Waiting } from '../api/marketing/waiting.ts';
import { icon } from '../ui/icons.ts';
import { announce } from '../ui/notices.ts';
import { pair, type TextKey, t } from '../ui/text.ts';

/** How often it is looked at, in milliseconds. */
const pause = 60_000;

interface Line {
  readonly key: string;
  readonly campaign: Campaign;
  readonly what: TextKey;
}

export class Inbox {
  private lines: readonly Line[] = [];
  private seen: Set<string> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private look = 0;

  constructor(private readonly refresh: () => void) {
    document.addEventListener('visibilitychange', () => {
      if (this.timer !== undefined && !document.hidden) void this.read();
    });
  }

  /** Looks from now on. */
  open(): void {
    this.close();
    if (judgesCampaigns()) void this.read();
  }

  /** Log-out: nothing more is looked for or shown. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.look += 1;
    this.lines = [];
    this.seen = undefined;
  }

  private async read(): Promise<void> {
    clearTimeout(this.timer);
    this.look += 1;
    const look = this.look;
    try {
      const found = linesOf(await readWaiting());
      if (look !== this.look) return;
      this.tell(found);
      this.lines = found;
    } catch {
      // What was found before stays; the next look may come through.
      if (look !== this.look) return;
    }
    this.timer = setTimeout(() => void (document.hidden ? this.later() : this.read()), pause);
    this.refresh();
  }

  private later(): void {
    this.timer = setTimeout(() => void this.read(), pause);
  }

  /** What was not there at the look before. */
  private tell(found: readonly Line[]): void {
    for (const line of found)
      if (this.seen && !this.seen.has(line.key)) announce(pair(line.campaign.name, t(line.what)));
    this.seen = new Set(found.map((line) => line.key));
  }

  button(): TemplateResult {
    const count = this.lines.length;
    const label = count > 0 ? t('inbox.waiting', { count }) : t('inbox.title');
    return html`<button type="button" class="button quiet tray-button" popovertarget="inbox" aria-label=${label} title=${label}>
      ${icon('bell')} ${count > 0 ? html`<span class="badge" aria-hidden="true">${count}</span>` : ''}
    </button>`;
  }

  panel(): TemplateResult {
    return html`<section id="inbox" popover class="panel tray" aria-label=${t('inbox.title')}>
      <h2>${t('inbox.title')}</h2>
      ${this.lines.length === 0 ? html`<p class="quiet">${t('home.waiting.empty')}</p>` : ''}
      <ul class="plain">
        ${this.lines.map(
          ({ campaign, what }) => html`<li>
            <a href="/campaigns/${campaign.id}" @click=${hide}>${campaign.name}</a><br /><small class="quiet">${t(what)}</small>
          </li>`,
        )}
      </ul>
    </section>`;
  }
}

function linesOf({ toApprove, returned }: Waiting): Line[] {
  const line = (what: TextKey) => (campaign: Campaign) => ({
    key: `${campaign.id} ${campaign.version} ${what}`,
    campaign,
    what,
  });
  return [...toApprove.map(line('home.waiting.approve')), ...returned.map(line('home.waiting.returned'))];
}

function hide(event: Event): void {
  const panel = (event.currentTarget as Element).closest<HTMLElement>('[popover]');
  panel?.hidePopover();
}
