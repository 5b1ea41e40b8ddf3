/** Puts session, router and shell together and draws them. */
import { html, nothing, render, type TemplateResult } from 'lit';
import { findRunning, stopFollowing } from '../api/job-watch.ts';
import {
  can,
  logOut,
  me,
  onSessionChange,
  renew,
  watchIdleness,
  whenLost,
  whenProofNeeded,
} from '../api/session.ts';
import { forgetDrafts } from '../ui/draft.ts';
import { onNotices } from '../ui/notices.ts';
import { problemPanel } from '../ui/problem-panel.ts';
import {
  hasChosenLanguage,
  type Language,
  language,
  rememberLanguage,
  t,
  useLanguage,
  usePageTexts,
} from '../ui/text.ts';
import { nextTheme, theme, useTheme } from '../ui/theme.ts';
import { CounterLookUp } from './counter-lookup.ts';
import { Inbox } from './inbox.ts';
import { watchTray } from './job-tray.ts';
import { listenToKeys } from './keyboard.ts';
import { LeaveGuard } from './leave-guard.ts';
import { LogIn } from './login.ts';
import { creations, openPlaces, placesByKeys } from './navigation.ts';
import { type Command, Palette } from './palette.ts';
import type { Pending } from './pending.ts';
import { Proof } from './proof.ts';
import { Router } from './router.ts';
import { missing, routes } from './routes.ts';
import type { SetPassword } from './set-password.ts';
import { type ShellActions, shell, tools } from './shell.ts';
import { shortcutsDialog } from './shortcuts.ts';

export class Application {
  private readonly inbox = new Inbox(() => this.refresh());
  private phase: 'starting' | 'unreachable' | 'out' | 'in' = 'starting';
  private failure: unknown;
  private help = false;
  private drawing = false;
  private readonly router = new Router(
    routes,
    missing,
    () => this.refresh(),
    () => this.pageOpened(),
    (leave) => this.leaving.mayLeave(leave),
  );
  private readonly leaving = new LeaveGuard(() => this.refresh());
  private readonly login = new LogIn(
    () => this.refresh(),
    () => void this.arrive(),
  );
  /** Seldom seen, so loaded when it is needed. */
  private pending: Pending | undefined;
  private readonly proof = new Proof(() => this.refresh());
  private setPassword: SetPassword | undefined;
  private readonly palette = new Palette(
    () => this.refresh(),
    () => this.draw(),
    () => this.commands(),
    this.router.go,
    (key) => this.counter.show(key),
  );
  private readonly counter = new CounterLookUp(() => this.refresh());
  private person: string | undefined;
  private navigated = false;

  constructor(private readonly root: HTMLElement) {}

  async start(): Promise<void> {
    onNotices(() => this.refresh());
    watchTray(() => this.refresh());
    whenLost(this.login.ask);
    whenProofNeeded(this.proof.ask);
    watchIdleness();
    onSessionChange(() => this.sessionChanged());
    listenToKeys({
      palette: () => this.phase === 'in' && (this.palette.open ? this.palette.close() : this.palette.show()),
      search: () => this.phase === 'in' && this.search(),
      help: () => this.phase === 'in' && this.showHelp(true),
      go: this.router.go,
      places: () => this.goPlaces(),
    });
    this.leaving.watch();
    if (location.pathname === '/set-password') await this.followLink();
    else await this.resume();
  }

  private async followLink(): Promise<void> {
    const [{ SetPassword }] = await Promise.all([import('./set-password.ts'), usePageTexts()]);
    this.phase = 'out';
    this.setPassword = new SetPassword(
      () => this.refresh(),
      () => {
        history.replaceState(null, '', '/');
        this.setPassword = undefined;
        this.refresh();
      },
    );
    this.refresh();
  }

  /** Picks up the session of an earlier visit, if there is one. */
  private resume = async (): Promise<void> => {
    this.phase = 'starting';
    this.refresh();
    // On their way while the session is asked for; who waits for them hears that they did not come.
    usePageTexts().catch(() => undefined);
    try {
      if (await renew()) return await this.arrive();
      this.phase = 'out';
    } catch (error) {
      this.unreachable(error);
    }
    this.refresh();
  };

  /** Enters once the texts of the pages are there. */
  private async arrive(): Promise<void> {
    try {
      await usePageTexts();
      this.enter();
    } catch (error) {
      this.unreachable(error);
    }
    this.refresh();
  }

  private unreachable(error: unknown): void {
    this.failure = error;
    this.phase = 'unreachable';
  }

  private enter(): void {
    const first = this.person === undefined;
    this.phase = 'in';
    this.person = me()?.id;
    const own = me()?.language;
    if (!hasChosenLanguage() && (own === 'en' || own === 'zh-CN')) void this.changeLanguage(own, false);
    // Nothing else is answered until it is done: no page is opened yet.
    if (me()?.pending) {
      this.person = undefined;
      void this.showPending();
      return;
    }
    this.pending = undefined;
    if (can('jobs:read')) void findRunning().catch(() => undefined);
    this.inbox.open();
    if (first) this.router.start();
    else this.router.reopen();
    this.refresh();
  }

  private async showPending(): Promise<void> {
    if (!this.pending) {
      const loaded = await import('./pending.ts');
      this.pending = new loaded.Pending(
        () => this.refresh(),
        () => this.enter(),
        () => void logOut(),
      );
    }
    this.refresh();
  }

  private sessionChanged(): void {
    const now = me()?.id;
    if (this.phase === 'in' && now === undefined) {
      this.pending = undefined;
      this.phase = 'out';
      forgetDrafts();
      stopFollowing();
      this.inbox.close();
      this.router.close();
    } else if (this.phase === 'in' && now !== this.person && !me()?.pending && this.person) {
      this.person = now;
      this.inbox.open();
      this.router.reopen();
    }
    if (this.phase === 'in' && me()?.pending) void this.showPending();
    this.refresh();
  }

  private pageOpened(): void {
    document.querySelector<HTMLElement>('#menu:popover-open')?.hidePopover();
    // A new page is a new place for the reader too; the first one keeps the browser's own start.
    if (this.navigated)
      requestAnimationFrame(() => document.getElementById('main')?.focus({ preventScroll: true }));
    this.navigated = true;
  }

  /** The search of the page where it has one, else the palette, which finds everything. */
  private search(): void {
    const field = document.querySelector<HTMLInputElement>('#main input[type="search"]');
    if (field) field.focus();
    else this.palette.show();
  }

  private goPlaces(): Record<string, string> {
    if (this.phase !== 'in') return {};
    return Object.fromEntries(placesByKeys().map(([keys, place]) => [keys, place.path]));
  }

  private showHelp(open: boolean): void {
    document.querySelector<HTMLElement>('#account:popover-open')?.hidePopover();
    this.help = open;
    this.refresh();
  }

  private async changeLanguage(next: Language, remember = true): Promise<void> {
    await useLanguage(next);
    if (remember) rememberLanguage(next);
    this.router.page?.languageChanged?.();
    this.refresh();
  }

  private changeTheme(): void {
    useTheme(nextTheme());
    this.refresh();
  }

  private readonly actions: ShellActions = {
    refresh: () => this.refresh(),
    search: () => this.palette.show(),
    help: () => this.showHelp(true),
    language: (next) => void this.changeLanguage(next),
    theme: () => this.changeTheme(),
    logOut: () => void logOut(),
  };

  private commands(): Command[] {
    return [
      ...openPlaces().map((place) => ({
        label: t(place.label),
        icon: place.icon,
        hint: [...(place.keys ?? '')].join(' '),
        run: () => this.router.go(place.path),
      })),
      ...creations().map(({ label, path }) => ({
        label: t(label),
        icon: 'plus' as const,
        run: () => this.router.go(path),
      })),
      {
        label: language() === 'en' ? '中文' : 'English',
        icon: 'globe',
        run: () => this.actions.language(language() === 'en' ? 'zh-CN' : 'en'),
      },
      { label: t('palette.theme'), icon: 'contrast', run: () => this.changeTheme() },
      { label: t('shell.shortcuts'), icon: 'list', run: () => this.showHelp(true) },
      { label: t('shell.log_out'), icon: 'lock', run: this.actions.logOut },
    ];
  }

  /** Draws at the next frame, once, however often it is asked. */
  refresh(): void {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    this.drawing = false;
    render(this.view(), this.root);
    document.title = this.title();
  }

  private title(): string {
    const page = this.phase === 'in' ? this.router.page?.title() : undefined;
    return page ? `${page} · Regulars` : 'Regulars';
  }

  private pendingView(): TemplateResult {
    if (!this.pending) return html`<div class="starting" aria-busy="true"></div>`;
    return html`${this.pending.window(tools(language(), theme(), this.actions))}${this.proof.view()}`;
  }

  private view(): TemplateResult {
    if (this.phase === 'starting') return html`<div class="starting" aria-busy="true"></div>`;
    if (this.phase === 'unreachable') {
      return html`<main id="main" class="login">${problemPanel(this.failure, () => void this.resume())}</main>`;
    }
    const person = me();
    if (this.setPassword) return this.setPassword.window(tools(language(), theme(), this.actions));
    if (this.phase === 'out' || !person) return this.login.window(tools(language(), theme(), this.actions));
    if (person.pending || this.pending) return this.pendingView();
    const content = this.router.failure
      ? problemPanel(this.router.failure, () => location.reload())
      : html`${this.router.page?.view() ?? nothing}`;
    const overlays = html`${this.palette.view()} ${this.counter.view()}
      ${this.help ? shortcutsDialog(() => this.showHelp(false)) : nothing}
      ${this.leaving.view()} ${this.proof.view()} ${this.login.asking ? this.login.overlay() : nothing}`;
    const state = {
      me: person,
      pathname: location.pathname,
      language: language(),
      theme: theme(),
      content,
      overlays,
      inbox: this.inbox,
    };
    return shell(state, this.actions);
  }
}
