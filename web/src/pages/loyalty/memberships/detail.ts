/** One membership: what is read of the API, and what is asked of it. */
import { html, type TemplateResult } from 'lit';
import { randomKey } from '../../../api/base.ts';
import {
  decideAdjustment,
  listAdjustments,
  listLevelChanges,
  listPoints,
  type MembershipDetail,
  type PointAdjustment,
  type PointEntry,
  type Redemption,
  readMembership,
  setMembershipState,
  undoRedemption,
} from '../../../api/loyalty/memberships.ts';
import { allProgrammes, type Programme } from '../../../api/loyalty/programmes.ts';
import { can } from '../../../api/session.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { Directory } from '../../../ui/directory.ts';
import type { FormDialog } from '../../../ui/form-dialog.ts';
import { Loading } from '../../../ui/loading.ts';
import { type RedeemSubject, redeemDialog } from '../../../ui/loyalty/redeem-dialog.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { t, word } from '../../../ui/text.ts';
import type { MembershipActions, MembershipState } from './detail-state.ts';
import { membershipView } from './detail-view.ts';
import { adjustDialog, declineDialog, replaceCardDialog } from './points-dialogs.ts';

export const openMembership: OpenPage = (context) => new MembershipPage(context);

class MembershipPage {
  private readonly state: MembershipState & { programmes: readonly Programme[] };
  private readonly redeem: FormDialog<RedeemSubject, Redemption>;
  private readonly adjust: FormDialog<MembershipDetail, unknown>;
  private readonly replace: FormDialog<MembershipDetail, unknown>;
  private readonly decline: FormDialog<PointAdjustment, unknown>;
  private readonly confirm: Confirm;
  private readonly id: string;

  constructor(private readonly context: PageContext) {
    const { refresh, params } = context;
    this.id = params.id ?? '';
    this.state = {
      membership: new Loading(refresh),
      ledger: new PagedList(refresh),
      adjustments: new PagedList(refresh),
      levels: new Loading(refresh),
      directory: new Directory(refresh, ['units', 'users']),
      programmes: [],
    };
    this.confirm = new Confirm(refresh);
    const saved = () => {
      announce(t('common.saved'));
      void this.load();
    };
    this.redeem = redeemDialog(refresh, saved);
    this.adjust = adjustDialog(refresh, saved);
    this.replace = replaceCardDialog(refresh, saved);
    this.decline = declineDialog(refresh, this.id, saved);
    void this.load();
    if (can('programmes:read')) void this.loadProgrammes();
  }

  title = (): string => this.state.membership.value?.customer_name ?? t('nav.memberships');

  view = (): TemplateResult =>
    html`${membershipView(this.state, this.actions)} ${this.redeem.view()} ${this.adjust.view()} ${this.replace.view()} ${this.decline.view()} ${this.confirm.view()}`;

  /** The membership and all that belongs to it; also after a change that moves its points. */
  private async load(): Promise<void> {
    const { signal } = this.context;
    const { id, state } = this;
    const read = await state.membership.load(async () => (await readMembership(id, signal)).value);
    if (!read) return;
    void state.ledger.open((cursor) => listPoints(id, cursor, signal));
    void state.adjustments.open((cursor) => listAdjustments(id, cursor, signal));
    void state.levels.load(() => listLevelChanges(id, signal));
  }

  private async loadProgrammes(): Promise<void> {
    this.state.programmes = await allProgrammes().catch(() => []);
    this.context.refresh();
  }

  private readonly actions: MembershipActions = {
    redeem: (membership) => this.redeem.show(membership),
    adjust: (membership) => this.adjust.show(membership),
    undo: (redemption) => this.undo(redemption),
    replaceCard: (membership) => this.replace.show(membership),
    setState: (membership, state) => this.setState(membership, state),
    decide: (adjustment, approve) => (approve ? this.approve(adjustment) : this.decline.show(adjustment)),
  };

  private setState(membership: MembershipDetail, state: MembershipDetail['state']): void {
    this.confirm.ask({
      title: t('memberships.state.change'),
      detail: t('memberships.state.detail', {
        card: membership.card ?? membership.customer_name,
        state: word('membership_state', state),
      }),
      label: word('membership_state', state),
      run: async () => {
        await setMembershipState(membership, state);
        await this.load();
      },
    });
  }

  private undo(redemption: PointEntry): void {
    const key = randomKey();
    this.confirm.ask({
      title: t('memberships.undo.title'),
      detail: t('memberships.undo.detail', { count: -redemption.points }),
      label: t('memberships.undo'),
      run: async () => {
        await undoRedemption(this.id, redemption.id, key);
        await this.load();
      },
    });
  }

  private approve(adjustment: PointAdjustment): void {
    const key = randomKey();
    const label = t('memberships.adjustment.approve');
    this.confirm.ask({
      title: label,
      detail: t('memberships.adjustment.question', { count: adjustment.points, reason: adjustment.reason }),
      label,
      run: async () => {
        await decideAdjustment(this.id, adjustment.id, true, key);
        await this.load();
      },
    });
  }
}
