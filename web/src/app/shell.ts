/** What stays while pages change: navigation, search, tray, language, theme, account. A pure view. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Me } from '../api/session.ts';
import { icon } from '../ui/icons.ts';
import { noticesView } from '../ui/notices.ts';
import { type Language, t, word } from '../ui/text.ts';
import type { Theme } from '../ui/theme.ts';
import type { Inbox } from './inbox.ts';
import { trayButton, trayPanel } from './job-tray.ts';
import { isHere, openGroups } from './navigation.ts';

export interface ShellState {
  me: Me;
  pathname: string;
  language: Language;
  theme: Theme;
  content: TemplateResult;
  overlays: TemplateResult;
  inbox: Inbox;
}

export interface ShellActions {
  refresh: () => void;
  search: () => void;
  help: () => void;
  language: (next: Language) => void;
  theme: () => void;
  logOut: () => void;
}

const themeIcons = { auto: 'contrast', light: 'sun', dark: 'moon' } as const;

/** Language and theme, also on the log-in window. */
export function tools(language: Language, theme: Theme, actions: ShellActions): TemplateResult {
  const other: Language = language === 'en' ? 'zh-CN' : 'en';
  const themeLabel = t('shell.theme', { theme: t(`theme.${theme}`) });
  return html`<button type="button" class="button quiet" lang=${other} @click=${() => actions.language(other)}>
      ${icon('globe')} ${other === 'en' ? 'English' : '中文'}
    </button>
    <button type="button" class="button quiet" aria-label=${themeLabel} title=${themeLabel} @click=${actions.theme}>
      ${icon(themeIcons[theme])}
    </button>`;
}

function navigation(pathname: string): TemplateResult {
  const leave = (event: Event) => {
    const panel = (event.currentTarget as Element).closest('[popover]');
    if (panel instanceof HTMLElement && panel.matches(':popover-open')) panel.hidePopover();
  };
  return html`<ul class="nav-list" @click=${leave}>
    ${openGroups().map(
      (group) => html`${group.label ? html`<li class="nav-group">${t(group.label)}</li>` : nothing}
      ${group.places.map(
        (place) => html`<li>
          <a href=${place.path} aria-current=${isHere(place, pathname) ? 'page' : nothing}>
            ${icon(place.icon)} <span>${t(place.label)}</span>
          </a>
        </li>`,
      )}`,
    )}
  </ul>`;
}

function account(state: ShellState, actions: ShellActions): TemplateResult {
  const { me } = state;
  return html`<div id="account" popover class="panel account" role="group" aria-label=${t('shell.account')}>
    <p><strong>${me.name}</strong><br /><span class="quiet">${me.email}</span></p>
    <ul class="plain">
      ${me.assignments.map((held) => html`<li class="quiet">${word('role', held.role)} · ${held.unit_name}</li>`)}
    </ul>
    <div class="account-tools">${tools(state.language, state.theme, actions)}</div>
    <a class="button" href="/account" @click=${hidePanel}>${t('nav.account')}</a>
    <button type="button" class="button" @click=${actions.help}>${t('shell.shortcuts')}</button>
    <button type="button" class="button" @click=${actions.logOut}>${t('shell.log_out')}</button>
  </div>`;
}

function hidePanel(event: Event): void {
  const panel = (event.currentTarget as Element).closest<HTMLElement>('[popover]');
  panel?.hidePopover();
}

export function shell(state: ShellState, actions: ShellActions): TemplateResult {
  return html`<a class="skip" href="#main">${t('shell.skip')}</a>
    <header class="top">
      <button type="button" class="button quiet menu-button" popovertarget="menu" aria-label=${t('shell.menu')}>
        ${icon('menu')}
      </button>
      <a class="brand" href="/" aria-label="Regulars"><img src="/icon.svg" width="26" height="26" alt="" /><span>Regulars</span></a>
      <button type="button" class="search-button" @click=${actions.search}>
        ${icon('search')} <span>${t('shell.search')}</span> <kbd>/</kbd>
      </button>
      <div class="top-tools">
        ${state.inbox.button()} ${trayButton()}
        <div class="wide-only">${tools(state.language, state.theme, actions)}</div>
        <button type="button" class="button quiet" popovertarget="account" aria-label=${t('shell.account_of', { name: state.me.name })}>
          ${icon('user')} <span class="wide-only">${state.me.name}</span>
        </button>
      </div>
    </header>
    <nav class="side" aria-label=${t('shell.navigation')}>${navigation(state.pathname)}</nav>
    <nav id="menu" popover class="drawer" aria-label=${t('shell.navigation')}>${navigation(state.pathname)}</nav>
    <main id="main" class="main" tabindex="-1">${state.content}</main>
    ${state.inbox.panel()} ${trayPanel(actions.refresh)} ${account(state, actions)} ${noticesView()} ${state.overlays}`;
}
