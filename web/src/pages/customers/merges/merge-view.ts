/** How a merge is decided: whom with, both profiles side by side, what follows. */
import { html, nothing, type TemplateResult } from 'lit';
import type { MergePreview } from '../../../api/customers/merges.ts';
import type { Customer } from '../../../api/customers/profiles.ts';
import {
  type Compared,
  differing,
  type MergeChoices,
  type MergeField,
  type MergeSide,
  sideOf,
} from '../../../models/customers/merge.ts';
import { birthdayText } from '../../../models/customers/profile.ts';
import {
  actionButton,
  emptyState,
  figure,
  identityText,
  money,
  number,
  tierBadge,
  titleBlock,
} from '../../../ui/components.ts';
import type { Directory } from '../../../ui/directory.ts';
import { type Loading, loaded } from '../../../ui/loading.ts';
import { joined, type TextKey, t, word } from '../../../ui/text.ts';

export interface MergeState {
  readonly customer: Loading<Customer>;
  readonly preview: Loading<MergePreview>;
  readonly candidates: Loading<Customer[]>;
  readonly directory: Directory;
  readonly choices: MergeChoices;
  /** The id of the other customer; empty until one is chosen. */
  readonly other: string;
}

export interface MergeActions {
  readonly search: (query: string) => void;
  readonly choose: (field: MergeField, side: MergeSide) => void;
  readonly merge: (preview: MergePreview) => void;
}

export function mergeView(state: MergeState, actions: MergeActions): TemplateResult {
  const { customer } = state;
  const back = customer.value
    ? { href: `/customers/${customer.value.id}`, label: customer.value.name }
    : { href: '/customers', label: t('nav.customers') };
  const body =
    state.other === ''
      ? loaded(customer, (value) => chooser(state, actions, value))
      : loaded(state.preview, (preview) => decision(state, actions, preview), 8);
  return html`<div class="page">
    ${titleBlock({ title: t('merge.title'), back, lead: t('merge.lead') })}
    <div class="stack">${body}</div>
  </div>`;
}

function chooser(state: MergeState, actions: MergeActions, customer: Customer): TemplateResult {
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    actions.search(String(new FormData(form).get('q') ?? ''));
  };
  const row = (found: Customer) => html`<li>
    <a href="/customers/${customer.id}/merge?with=${found.id}">${found.name}</a>
    <small class="quiet">${contact(found)}</small>
  </li>`;
  const rows = (found: Customer[]) =>
    found.length === 0
      ? emptyState(t('merge.none'), t('merge.none.detail'))
      : html`<ul class="list">${found.map(row)}</ul>`;
  return html`<section class="card" aria-labelledby="merge-with">
    <h2 id="merge-with">${t('merge.with', { name: customer.name })}</h2>
    <form class="merge-search" role="search" @submit=${send}>
      <label for="merge-q">${t('merge.search')}</label>
      <input id="merge-q" name="q" type="search" autocomplete="off" required />
      <button type="submit" class="button">${t('common.search')}</button>
    </form>
    ${state.candidates.value || state.candidates.busy || state.candidates.failure ? loaded(state.candidates, rows, 3) : nothing}
  </section>`;
}

const contact = (customer: Customer): TemplateResult =>
  html`${customer.identities
    .filter(({ kind }) => kind === 'phone' || kind === 'card')
    .map(({ kind, value }) => identityText(kind, value))}`;

function decision(state: MergeState, actions: MergeActions, preview: MergePreview): TemplateResult {
  const { survivor, merged } = preview;
  return html`<section class="card" aria-labelledby="merge-sides">
      <div class="card-head">
        <h2 id="merge-sides">${t('merge.sides')}</h2>
        <a class="button small" href="/customers/${merged.id}/merge?with=${survivor.id}">${t('merge.swap')}</a>
      </div>
      ${sides(state, actions, preview)}
    </section>
    <section class="card" aria-labelledby="merge-follows">
      <h2 id="merge-follows">${t('merge.follows')}</h2>
      ${figures(preview)}
      <ul class="list">
        ${preview.follows
          .filter(({ count }) => count > 0)
          .map(
            ({ kind, count }) =>
              html`<li><span>${word('follow_kind', kind)}</span> <strong>${number(count)}</strong></li>`,
          )}
      </ul>
      <p class="quiet">${t('merge.undo_hint')}</p>
      <div class="buttons">
        ${actionButton({
          action: 'customers:merge',
          label: t('merge.run'),
          primary: true,
          run: () => actions.merge(preview),
        })}
        <a class="button" href="/customers/${survivor.id}">${t('common.cancel')}</a>
      </div>
    </section>`;
}

const figures = ({ result }: MergePreview): TemplateResult =>
  html`<div class="figures">
    ${figure(t('merge.purchases'), number(result.metrics.purchases))}
    ${figure(t('merge.spend'), money(result.metrics.net_spend))}
    ${result.tier ? figure(t('merge.tier'), html`${tierBadge(result.tier.class)}`) : nothing}
  </div>`;

function sides(state: MergeState, actions: MergeActions, preview: MergePreview): TemplateResult {
  const { survivor, merged } = preview;
  const fields = comparison(survivor, merged, state.directory);
  const asked = new Set(differing(fields).map(({ field }) => field));
  const told = fields.filter((one) => one.survivor !== '' || one.merged !== '');
  const head = (label: TextKey, customer: Customer) => html`<div>
    <small class="quiet">${t(label)}</small><br />
    <a href="/customers/${customer.id}">${customer.name}</a>
  </div>`;
  return html`<div class="compare">
    <div class="compare-row">
      <span></span> ${head('merge.survivor', survivor)} ${head('merge.merged', merged)}
    </div>
    ${told.map((one) => (asked.has(one.field) ? choice(one, state.choices, actions) : plain(one)))}
    ${identities(survivor, merged)}
  </div>`;
}

function choice(one: Compared, choices: MergeChoices, actions: MergeActions): TemplateResult {
  const side = sideOf(one, choices);
  const label = t(labels[one.field]);
  const option = (of: MergeSide) => html`<label class="compare-choice">
    <input
      type="radio"
      name="merge-${one.field}"
      value=${of}
      .checked=${side === of || (side === 'both' && of === 'survivor')}
      @change=${() => actions.choose(one.field, of)}
    />
    <span>${one[of]}</span>
  </label>`;
  return html`<div class="compare-row" role="radiogroup" aria-label=${label}>
    <span class="compare-label">${label}${side === 'both' ? html`<br /><small class="quiet">${t('merge.both')}</small>` : nothing}</span>
    ${option('survivor')} ${option('merged')}
  </div>`;
}

const plain = (one: Compared): TemplateResult =>
  html`<div class="compare-row">
    <span class="compare-label">${t(labels[one.field])}</span>
    <span>${one.survivor || '–'}</span> <span>${one.merged || '–'}</span>
  </div>`;

function identities(survivor: Customer, merged: Customer): TemplateResult {
  const all = (customer: Customer) =>
    html`<span>${customer.identities.length === 0 ? '–' : customer.identities.map(({ kind, value }) => html`${identityText(kind, value)}<br />`)}</span>`;
  return html`<div class="compare-row">
    <span class="compare-label">${t('customer.identities')}</span> ${all(survivor)} ${all(merged)}
  </div>`;
}

const labels: Record<MergeField, TextKey> = {
  name: 'customer.field.name',
  language: 'customer.field.language',
  gender: 'customer.field.gender',
  birthday: 'customer.field.birthday',
  city: 'customer.field.city',
  address: 'customer.field.address',
  occupation: 'customer.field.occupation',
  source: 'customer.field.source',
  home_unit: 'customer.field.home_unit',
  owner: 'customer.field.owner',
  leader_kind: 'customer.field.leader',
  note: 'customer.field.note',
};

/** What both say, in the words of the console. */
function comparison(survivor: Customer, merged: Customer, directory: Directory): Compared[] {
  const said: Record<MergeField, (customer: Customer) => string | null | undefined> = {
    name: ({ name }) => name,
    language: ({ language }) => word('language', language),
    gender: ({ gender }) => word('gender', gender),
    birthday: ({ birthday }) =>
      birthday ? joined([birthdayText(birthday), word('calendar', birthday.calendar)]) : '',
    city: ({ city }) => city,
    address: ({ address }) => address,
    occupation: ({ occupation }) => occupation,
    source: ({ source }) => word('source', source),
    home_unit: ({ home_unit_id }) => directory.unitName(home_unit_id),
    owner: ({ owner_id }) => directory.userName(owner_id),
    leader_kind: ({ leader_kind }) => word('leader_kind', leader_kind),
    note: ({ note }) => note,
  };
  return Object.entries(said).map(([field, of]) => ({
    field: field as MergeField,
    survivor: of(survivor) ?? '',
    merged: of(merged) ?? '',
  }));
}
