/** How the memberships page looks: the members, and beside them the programmes. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Membership } from '../../../api/loyalty/memberships.ts';
import type { Programme, ProgrammeLevel } from '../../../api/loyalty/programmes.ts';
import { can } from '../../../api/session.ts';
import {
  actionButton,
  day,
  emptyState,
  money,
  number,
  pageHead,
  stateBadge,
} from '../../../ui/components.ts';
import { loaded } from '../../../ui/loading.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import { moreButton, table } from '../../../ui/table.ts';
import { t, word, wordValues } from '../../../ui/text.ts';
import type { MembershipsPage } from './list.ts';

export function membershipsView(page: MembershipsPage): TemplateResult {
  const { members } = page;
  const enrol = actionButton({
    action: 'memberships:write',
    label: t('memberships.enrol'),
    icon: 'plus',
    primary: true,
    run: () => page.enrol.show(undefined),
  });
  return html`<div class="page">
    ${pageHead(t('nav.memberships'), t('memberships.lead'), enrol)}
    <div class="main-aside">
      <div class="stack">
        ${filters(page)}
        ${loaded(members.first, (rows) => (rows.length === 0 ? nobody(page) : memberTable(rows, page.programmes.value ?? [])), 8)}
        ${members.next.failure ? problemPanel(members.next.failure, members.next.reload) : nothing}
        ${members.cursor ? moreButton(members.next.busy, () => void members.more()) : nothing}
      </div>
      ${can('programmes:read') ? programmesView(page) : nothing}
    </div>
    ${page.enrol.view()} ${page.editProgramme.view()} ${page.editLevel.view()}
  </div>`;
}

function nobody(page: MembershipsPage): TemplateResult {
  if (page.url.search) return emptyState(t('memberships.none'), t('memberships.none.detail'));
  const without = page.programmes.value?.length === 0;
  return emptyState(
    t('memberships.empty'),
    without ? t('memberships.empty.programme') : t('memberships.empty.detail'),
  );
}

function filters(page: MembershipsPage): TemplateResult {
  const value = (name: string) => page.url.searchParams.get(name) ?? '';
  const change = (name: string) => (event: Event) =>
    page.set({ [name]: (event.target as HTMLInputElement).value.trim() });
  const levels = (page.programmes.value ?? []).flatMap((programme) => programme.levels);
  return html`<search class="filters">
    <div class="filter-row">
      <div class="field grow">
        <label for="member-search">${t('memberships.search')}</label>
        <input id="member-search" type="search" autocomplete="off" .value=${value('q')} @change=${change('q')} />
      </div>
      <div class="field">
        <label for="member-level">${t('memberships.level')}</label>
        <select id="member-level" @change=${change('level_id')}>
          <option value="">${t('common.all')}</option>
          ${levels.map((one) => html`<option value=${one.id} ?selected=${one.id === value('level_id')}>${one.name}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="member-state">${t('common.state')}</label>
        <select id="member-state" @change=${change('state')}>
          <option value="">${t('common.all')}</option>
          ${wordValues('membership_state').map((one) => html`<option value=${one} ?selected=${one === value('state')}>${word('membership_state', one)}</option>`)}
        </select>
      </div>
    </div>
  </search>`;
}

function memberTable(rows: readonly Membership[], programmes: readonly Programme[]): TemplateResult {
  const several = programmes.length > 1;
  return table<Membership>({
    label: t('memberships.members'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('customers.column.name'),
        cell: (row) => html`<a class="row-link" href="/memberships/${row.id}">${row.customer_name}</a><br />
          <small class="quiet" dir="ltr">${row.card}</small>`,
      },
      {
        label: t('memberships.level'),
        cell: (row) => html`${row.level?.name ?? ''}${several ? programmeOf(row, programmes) : nothing}`,
      },
      { label: t('memberships.points'), number: true, cell: (row) => number(row.balance) },
      { label: t('common.state'), cell: (row) => stateBadge('membership_state', row.state) },
      { label: t('memberships.since'), nowrap: true, cell: (row) => day(row.enrolled_on) },
    ],
  });
}

/** Only shown where there are several. */
function programmeOf(row: Membership, programmes: readonly Programme[]): TemplateResult {
  return html`<br /><small class="quiet">${programmes.find((one) => one.id === row.programme_id)?.name ?? ''}</small>`;
}

function programmesView(page: MembershipsPage): TemplateResult {
  return html`<section class="card" aria-labelledby="programmes-title">
    <div class="card-head">
      <h2 id="programmes-title">${t('memberships.programmes')}</h2>
      ${actionButton({ action: 'programmes:write', label: t('common.create'), describe: t('memberships.programme'), small: true, run: () => page.editProgramme.show(undefined) })}
    </div>
    ${loaded(page.programmes, (rows) =>
      rows.length === 0
        ? html`<p class="quiet">${t('memberships.programmes.empty')}</p>`
        : html`${rows.map((one) => programmeView(page, one))}`,
    )}
  </section>`;
}

function programmeView(page: MembershipsPage, programme: Programme): TemplateResult {
  const months = programme.valid_months;
  const valid = months ? t('memberships.valid', { count: months }) : t('memberships.valid.ever');
  return html`<div class="card-head">
      <h3>${programme.name} ${programme.state === 'closed' ? stateBadge('programme_state', programme.state) : nothing}</h3>
      ${actionButton({ action: 'programmes:write', label: t('common.edit'), describe: programme.name, small: true, run: () => page.editProgramme.show(programme) })}
    </div>
    <p class="quiet">
      ${t('memberships.rate', { rate: number(programme.points_per_unit) })} · ${valid} · ${word('level_basis', programme.level_basis)}
    </p>
    ${
      programme.levels.length === 0
        ? html`<p class="quiet">${t('memberships.levels.empty')}</p>`
        : html`<ul class="list">${programme.levels.map((level) => levelView(page, programme, level))}</ul>`
    }
    <p>
      ${actionButton({ action: 'programmes:write', label: t('memberships.level.add'), describe: programme.name, small: true, run: () => page.editLevel.show({ programme, level: undefined }) })}
    </p>`;
}

function levelView(page: MembershipsPage, programme: Programme, level: ProgrammeLevel): TemplateResult {
  const from = level.spend ? money(level.spend) : t('memberships.points.count', { count: level.points ?? 0 });
  return html`<li>
    <span>
      <strong>${level.name}</strong> <small class="quiet">${t('memberships.level.from', { from })}</small>
      ${level.benefits ? html`<br /><small>${level.benefits}</small>` : nothing}
    </span>
    ${actionButton({ action: 'programmes:write', label: t('common.edit'), describe: level.name, small: true, run: () => page.editLevel.show({ programme, level }) })}
  </li>`;
}
