/** Small views used on many pages. */
import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { type Action, can, canEverywhere } from '../api/session.ts';
import { digitGroups } from '../models/customers/digits.ts';
import {
  formatDay,
  formatMoment,
  formatNumber,
  formatPercent,
  formatShortDay,
  formatShortMoment,
} from '../models/format.ts';
import { isoDay } from '../models/local-time.ts';
import { currencySign, formatMoney, type Money } from '../models/money.ts';
import { type IconName, icon } from './icons.ts';
import type { OptionalView } from './page.ts';
import { language, pair, t, type WordGroup, word } from './text.ts';

export const money = (value: Money | null | undefined): string =>
  value ? formatMoney(value, language()) : '';
/** The sign of a currency, for labels. */
export const sign = (currency: string): string => currencySign(currency, language());
/** The label of a field that takes an amount, with the currency's sign. */
export const amountLabel = (label: string, currency: string): string =>
  t('common.with_sign', { label, sign: sign(currency) });
export const day = (value: string | null | undefined): string => formatDay(value, language());
export const moment = (value: string | null | undefined): string => formatMoment(value, language());
/** A day as short as it can be told; the whole of it under the pointer. */
export const shortDay = (value: string | null | undefined): TemplateResult | typeof nothing =>
  value
    ? html`<time datetime=${value} title=${day(value)}>${formatShortDay(value, isoDay(new Date()), language())}</time>`
    : nothing;
/** A moment as short as it can be told. */
export const shortMoment = (value: string | null | undefined): TemplateResult | typeof nothing =>
  value
    ? html`<time datetime=${value} title=${moment(value)}>${formatShortMoment(value, new Date(), language())}</time>`
    : nothing;
export const number = (value: number | string | null | undefined): string =>
  value === null || value === undefined ? '' : formatNumber(value, language());

/** A share, 0 to 1, as a percentage; empty when there is none. */
export const share = (value: string | null | undefined): string =>
  value === null || value === undefined ? '' : formatPercent(Number(value), language());

export function tierBadge(tier: string | null | undefined, big = false): TemplateResult | typeof nothing {
  if (!tier) return nothing;
  const name = word('tier', tier);
  return html`<span class="tier ${big ? 'big' : ''}" data-tier=${tier} title=${name}>${tier === 'none' ? '–' : tier}<span class="visually-hidden"> ${tier === 'none' ? name : ''}</span></span>`;
}

export function stateBadge(group: WordGroup, value: string): TemplateResult {
  return html`<span class="state" data-state=${value}>${word(group, value)}</span>`;
}

/** The day something is due by, marked when it is over. */
export function dueDay(on: string): TemplateResult {
  const late = on < isoDay(new Date());
  return html`<small class=${late ? 'late' : 'quiet'}>${t(late ? 'home.task.late' : 'home.task.due', { day: day(on) })}</small>`;
}

export function emptyState(title: string, detail: string, action?: TemplateResult): TemplateResult {
  return html`<div class="empty"><strong>${title}</strong><p class="quiet">${detail}</p>${action ?? nothing}</div>`;
}

/** Why this person may not; undefined when they may. What counts for all units needs the right everywhere. */
export function refusal(action: Action, everywhere = false): string | undefined {
  if (everywhere ? canEverywhere(action) : can(action)) return undefined;
  const part = everywhere && can(action);
  return t(part ? 'common.not_everywhere' : 'common.not_allowed', { action: word('action', action) });
}

/**
 * A button that says why when this person may not use it. One with another name is another element: when the page is
 * drawn anew between press and release, the click is nobody's, never that of the button that took the place.
 */
export function actionButton(options: {
  action: Action;
  /** What it changes counts for every unit. */
  everywhere?: boolean;
  /** Why this person may not, where the right alone does not say. */
  refused?: string | undefined;
  label: string;
  run: () => void;
  icon?: IconName;
  primary?: boolean;
  danger?: boolean;
  small?: boolean;
  /** What the button is about, where the label alone does not say. */
  describe?: string;
}): TemplateResult {
  const reason = refusal(options.action, options.everywhere) ?? options.refused;
  const allowed = reason === undefined;
  const look = `button ${options.primary ? 'primary' : ''} ${options.danger ? 'danger' : ''} ${options.small ? 'small' : ''}`;
  const name = `${options.label} ${options.describe ?? ''}`;
  const button = html`<button
    type="button"
    class=${look}
    aria-disabled=${allowed ? 'false' : 'true'}
    aria-label=${options.describe ? pair(options.label, options.describe) : nothing}
    title=${reason ?? nothing}
    @click=${allowed ? options.run : nothing}
  >
    ${options.icon ? icon(options.icon) : nothing} ${options.label}${allowed ? nothing : html`<span class="visually-hidden">${reason}</span>`}
  </button>`;
  return html`${keyed(name, button)}`;
}

/** The small button that opens something for editing; `name` says what. */
export const editButton = (
  action: Action,
  name: string,
  run: () => void,
  everywhere = false,
): TemplateResult =>
  actionButton({ action, everywhere, label: t('common.edit'), describe: name, small: true, run });

export interface TitleBlock {
  readonly title: string;
  /** The list this is one of. */
  readonly back?: { readonly href: string; readonly label: string };
  /** What stands before the title: initials. */
  readonly before?: TemplateResult;
  /** What stands close to the title: a tier. */
  readonly mark?: OptionalView;
  /** States and tags in a row of their own. */
  readonly chips?: TemplateResult | undefined;
  readonly lead?: TemplateResult | string | undefined;
  /** Buttons. */
  readonly tools?: TemplateResult | undefined;
}

/** The head of a page: the way back, the title, its states, a sentence; the buttons beside or below them. */
export function titleBlock({ title, back, before, mark, chips, lead, tools }: TitleBlock): TemplateResult {
  return html`<div class="page-head">
    <div>
      ${back ? html`<p class="crumb"><a href=${back.href}>${back.label}</a></p>` : nothing}
      <h1 dir="auto">${before ? html`${before} <span class="title-text">${title}</span>` : title}${mark && mark !== nothing ? html` ${mark}` : nothing}</h1>
      ${chips ? html`<div class="chips">${chips}</div>` : nothing}
      ${lead ? html`<p>${lead}</p>` : nothing}
    </div>
    ${tools ? html`<div class="buttons">${tools}</div>` : nothing}
  </div>`;
}

/** The head of a page that belongs to no list. */
export const pageHead = (
  title: string,
  lead: string | TemplateResult,
  tools?: TemplateResult,
): TemplateResult => titleBlock({ title, lead, tools });

/** A phone number or another identity with its digits in groups; what is copied has no spaces. */
export function identityText(kind: string, value: string): TemplateResult {
  const groups = kind === 'phone' ? digitGroups(value) : [value];
  return html`<span class="digits" dir="ltr">${groups.map((group) => html`<span>${group}</span>`)}</span>`;
}

export function fact(
  label: string,
  value: TemplateResult | string | null | undefined,
): TemplateResult | typeof nothing {
  return value ? html`<dt>${label}</dt><dd>${value}</dd>` : nothing;
}

export function figure(label: string, value: string | TemplateResult): TemplateResult {
  return html`<div class="figure"><span>${label}</span><strong>${value === '' ? '–' : value}</strong></div>`;
}
