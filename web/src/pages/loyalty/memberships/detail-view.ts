/** How one membership looks: the card with its points and level, the ledger, points by hand, levels it has had. */

import { html, nothing, type TemplateResult } from 'lit';
import type {
  LevelChange,
  MembershipDetail,
  PointAdjustment,
  PointEntry,
} from '../../../api/loyalty/memberships.ts';
import type { Programme } from '../../../api/loyalty/programmes.ts';
import { can, me } from '../../../api/session.ts';
import { signedPoints } from '../../../models/loyalty/points.ts';
import { aside } from '../../../ui/aside.ts';
import {
  actionButton,
  day,
  emptyState,
  fact,
  figure,
  moment,
  money,
  number,
  stateBadge,
  titleBlock,
} from '../../../ui/components.ts';
import { detailPage } from '../../../ui/detail-page.ts';
import type { Directory } from '../../../ui/directory.ts';
import { loaded } from '../../../ui/loading.ts';
import { pagedRows } from '../../../ui/paged-list.ts';
import { table } from '../../../ui/table.ts';
import { language, t, word } from '../../../ui/text.ts';
import type { MembershipActions, MembershipState } from './detail-state.ts';

export function membershipView(state: MembershipState, actions: MembershipActions): TemplateResult {
  const back = { href: '/memberships', label: t('nav.memberships') };
  return detailPage(state.membership, back, (read) => content(state, actions, read));
}

function content(
  state: MembershipState,
  actions: MembershipActions,
  membership: MembershipDetail,
): TemplateResult {
  const active = membership.state === 'active';
  return html`${titleBlock({
    title: membership.customer_name,
    back: { href: '/memberships', label: t('nav.memberships') },
    chips: html`${membership.card ? html`<span class="tag" dir="ltr">${membership.card}</span>` : html`<span class="tag">${t('memberships.card.none')}</span>`} ${stateBadge('membership_state', membership.state)}
          ${membership.level ? html`<span class="tag">${membership.level.name}</span>` : nothing}`,
    tools: active
      ? html`${actionButton({ action: 'points:redeem', label: t('memberships.redeem'), primary: true, run: () => actions.redeem(membership) })}
              ${actionButton({ action: 'points:adjust', label: t('memberships.adjust'), run: () => actions.adjust(membership) })}`
      : undefined,
  })}
    <div class="main-aside">
      <div class="stack">${pointsCard(state, membership)} ${ledgerCard(state, actions, membership)}</div>
      ${aside(html`${factsCard(state, actions, membership)} ${adjustmentsCard(state, actions)} ${levelsCard(state)}`)}
    </div>`;
}

function programmeOf({ programmes }: MembershipState, membership: MembershipDetail): Programme | undefined {
  return programmes.find((one) => one.id === membership.programme_id);
}

function pointsCard(state: MembershipState, membership: MembershipDetail): TemplateResult {
  const { progress, expiring, level } = membership;
  const reached = progress.spend
    ? money(progress.spend)
    : t('memberships.points.count', { count: progress.points ?? 0 });
  const { next } = progress;
  const missing = next?.missing_spend
    ? money(next.missing_spend)
    : t('memberships.points.count', { count: next?.missing_points ?? 0 });
  return html`<section class="card" aria-labelledby="points-title">
    <h2 id="points-title">${t('memberships.points')}</h2>
    <div class="figures">
      ${figure(t('memberships.balance'), number(membership.balance))}
      ${membership.owed > 0 ? figure(t('memberships.owed'), number(membership.owed)) : nothing}
      ${expiring ? figure(t('memberships.expiring', { day: day(expiring.on) }), number(expiring.points)) : nothing}
      ${figure(t('memberships.level'), level?.name ?? t('memberships.level.none'))}
      ${figure(word('level_basis', progress.basis), reached)}
    </div>
    <p>${next ? t('memberships.next', { level: next.name, missing }) : programmeOf(state, membership)?.levels.length ? t('memberships.next.none') : nothing}</p>
    ${level ? html`<p class="quiet">${t('memberships.level.since', { day: day(level.since), review: day(membership.review_on) })}</p>` : nothing}
  </section>`;
}

function ledgerCard(
  { ledger, directory }: MembershipState,
  actions: MembershipActions,
  membership: MembershipDetail,
): TemplateResult {
  const undo = membership.state === 'closed' ? undefined : actions.undo;
  return html`<section class="card" aria-labelledby="ledger-title">
    <h2 id="ledger-title">${t('memberships.ledger')}</h2>
    ${pagedRows(ledger, { rows: (rows) => ledgerTable(rows, directory, undo), empty: () => emptyState(t('memberships.ledger.empty'), t('memberships.ledger.empty.detail')) })}
  </section>`;
}

/** A redemption that stands can be undone. */
function undoCell(row: PointEntry, undo: ((row: PointEntry) => void) | undefined): TemplateResult | string {
  if (row.undone_by_id) return t('memberships.undone');
  if (row.kind !== 'redeem' || !undo) return '';
  const describe = `${day(row.occurred_on)} ${signedPoints(row.points, language())}`;
  return html`${actionButton({ action: 'points:redeem', label: t('memberships.undo'), small: true, describe, run: () => undo(row) })}`;
}

function ledgerTable(
  rows: readonly PointEntry[],
  directory: Directory,
  undo: ((row: PointEntry) => void) | undefined,
): TemplateResult {
  const detail = (row: PointEntry) => [row.note, directory.unitName(row.unit_id)].filter(Boolean).join(' · ');
  return table<PointEntry>({
    label: t('memberships.ledger'),
    rows,
    key: (row) => row.id,
    columns: [
      { label: t('memberships.day'), nowrap: true, cell: (row) => day(row.occurred_on) },
      { label: t('memberships.kind'), cell: (row) => word('point_kind', row.kind) },
      { label: t('memberships.points'), number: true, cell: (row) => signedPoints(row.points, language()) },
      { label: t('memberships.balance.after'), number: true, cell: (row) => number(row.balance) },
      { label: t('memberships.detail'), cell: detail },
      { label: t('common.actions'), cell: (row) => undoCell(row, undo) },
    ],
  });
}

function factsCard(
  state: MembershipState,
  actions: MembershipActions,
  membership: MembershipDetail,
): TemplateResult {
  const programme = programmeOf(state, membership);
  const benefits = programme?.levels.find((level) => level.id === membership.level?.id)?.benefits;
  const to = (next: MembershipDetail['state'], danger = false) =>
    actionButton({
      action: 'memberships:write',
      label: t(
        next === 'active'
          ? 'memberships.reopen'
          : next === 'suspended'
            ? 'memberships.suspend'
            : 'memberships.close',
      ),
      small: true,
      danger,
      run: () => actions.setState(membership, next),
    });
  return html`<section class="card" aria-labelledby="membership-facts-title">
    <h2 id="membership-facts-title">${t('memberships.facts')}</h2>
    <dl class="facts">
      ${fact(t('customers.column.name'), html`<a href="/customers/${membership.customer_id}">${membership.customer_name}</a>`)}
      ${fact(t('memberships.programme'), programme?.name)}
      ${fact(t('memberships.since'), day(membership.enrolled_on))} ${fact(t('memberships.benefits'), benefits)}
    </dl>
    ${
      membership.state === 'closed'
        ? nothing
        : html`<div class="buttons">
            ${actionButton({ action: 'memberships:write', label: t('memberships.card.replace'), small: true, run: () => actions.replaceCard(membership) })}
            ${membership.state === 'active' ? to('suspended') : to('active')} ${to('closed', true)}
          </div>`
    }
  </section>`;
}

function adjustmentsCard(
  { adjustments, directory }: MembershipState,
  actions: MembershipActions,
): TemplateResult {
  return html`<section class="card" aria-labelledby="adjustments-title">
    <h2 id="adjustments-title">${t('memberships.adjustments')}</h2>
    ${pagedRows(adjustments, { rows: (rows) => html`<ul class="list">${rows.map((row) => adjustmentView(row, directory, actions))}</ul>`, empty: () => html`<p class="quiet">${t('memberships.adjustments.empty')}</p>` })}
  </section>`;
}

function adjustmentView(
  row: PointAdjustment,
  directory: Directory,
  actions: MembershipActions,
): TemplateResult {
  const asked = [directory.userName(row.asked_by), moment(row.asked_at)].filter(Boolean).join(' · ');
  return html`<li>
    <span>
      <strong>${signedPoints(row.points, language())}</strong> ${row.reason}<br /><small class="quiet">${asked}</small>
      ${row.decision_note ? html`<br /><small>${row.decision_note}</small>` : nothing}
      ${row.state === 'asked' ? decision(row, actions) : nothing}
    </span>
    ${stateBadge('adjustment_state', row.state)}
  </li>`;
}

/** Only somebody else decides; those who may not see why. */
function decision(row: PointAdjustment, actions: MembershipActions): TemplateResult {
  if (row.asked_by === me()?.id)
    return html`<br /><small class="quiet">${t('memberships.adjustment.own')}</small>`;
  if (!can('points:approve'))
    return html`<br /><small class="quiet">${t('memberships.adjustment.waits')}</small>`;
  const button = (approve: boolean) =>
    html`<button type="button" class="button small" @click=${() => actions.decide(row, approve)}>
      ${approve ? t('memberships.adjustment.approve') : t('memberships.adjustment.decline')}
    </button>`;
  return html`<span class="buttons">${button(true)} ${button(false)}</span>`;
}

function levelsCard({ levels, programmes }: MembershipState): TemplateResult {
  const known = programmes.flatMap((one) => one.levels);
  const levelName = (id: string | null | undefined) =>
    known.find((level) => level.id === id)?.name ?? t('memberships.level.none');
  const row = (change: LevelChange) => html`<li>
    <span>
      ${levelName(change.level_id)}<br /><small class="quiet">
        ${day(change.since)} · ${word('level_cause', change.cause)} · ${t('memberships.level.rule', { version: number(change.rule_version) })}
      </small>
    </span>
  </li>`;
  return html`<section class="card" aria-labelledby="level-changes-title">
    <h2 id="level-changes-title">${t('memberships.levels')}</h2>
    ${loaded(levels, (rows) =>
      rows.length === 0
        ? html`<p class="quiet">${t('memberships.levels.none')}</p>`
        : html`<ul class="list">${rows.map(row)}</ul>`,
    )}
  </section>`;
}
