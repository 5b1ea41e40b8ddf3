/** One membership: state of the page and what it asks of the API. */
import type { nothing, TemplateResult } from 'lit';
import { randomKey } from '../../../api/base.ts';
import {
  decideAdjustment,
  type LevelChange,
  listAdjustments,
  listLevelChanges,
  listPoints,
  type MembershipDetail,
  type PointAdjustment,
  type PointEntry,
  type Redemption,
  readMembership,
  setMembershipState,
} from '../../../api/loyalty/memberships.ts';
import { allProgrammes, type Programme } from '../../../api/loyalty/programmes.ts';
import { allUnits, type Unit } from '../../../api/organisation/units.ts';
import { allUsers, type User } from '../../../api/organisation/users.ts';
import { can } from '../../../api/session.ts';
import { Confirm } from '../../../ui/confirm.ts';
import type { FormDialog } from '../../../ui/form-dialog.ts';
import { Loading } from '../../../ui/loading.ts';
import { type RedeemSubject, redeemDialog } from '../../../ui/loyalty/redeem-dialog.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { t, word } from '../../../ui/text.ts';
import { membershipView } from './detail-view.ts';
import { adjustDialog } from './points-dialogs.ts';

export const openMembership: OpenPage = (context) => new MembershipPage(context);

export class MembershipPage {
  readonly membership: Loading<MembershipDetail>;
  readonly ledger: PagedList<PointEntry>;
  readonly adjustments: PagedList<PointAdjustment>;
  readonly levels: Loading<LevelChange[]>;
  readonly redeem: FormDialog<RedeemSubject, Redemption>;
  readonly adjust: FormDialog<MembershipDetail, unknown>;
  private readonly confirm: Confirm;
  private programmes: Programme[] = [];
  private units: Unit[] = [];
  private users: User[] = [];

  constructor(private readonly context: PageContext) {
    const { refresh } = context;
    this.membership = new Loading(refresh);
    this.ledger = new PagedList(refresh);
    this.adjustments = new PagedList(refresh);
    this.levels = new Loading(refresh);
    this.confirm = new Confirm(refresh);
    const booked = () => {
      announce(t('common.saved'));
      void this.load();
    };
    this.redeem = redeemDialog(refresh, booked);
    this.adjust = adjustDialog(refresh, booked);
    void this.load();
    void this.lookUps();
  }

  private get id(): string {
    return this.context.params.id ?? '';
  }

  title = (): string => this.membership.value?.customer_name ?? t('nav.memberships');

  view = (): TemplateResult => membershipView(this);

  /** The membership and all that hangs on it; also after a change that moves its points. */
  async load(): Promise<void> {
    const { signal } = this.context;
    const { id } = this;
    const read = await this.membership.load(async () => (await readMembership(id, signal)).value);
    if (!read) return;
    void this.ledger.open((cursor) => listPoints(id, cursor, signal));
    void this.adjustments.open((cursor) => listAdjustments(id, cursor, signal));
    void this.levels.load(() => listLevelChanges(id, signal));
  }

  setState(membership: MembershipDetail, state: MembershipDetail['state']): void {
    this.confirm.ask({
      title: t('memberships.state.change'),
      detail: t('memberships.state.detail', {
        card: membership.card,
        state: word('membership_state', state),
      }),
      label: word('membership_state', state),
      run: async () => {
        await setMembershipState(membership, state);
        await this.load();
      },
    });
  }

  decide(adjustment: PointAdjustment, approve: boolean): void {
    const key = randomKey();
    const label = approve ? t('memberships.adjustment.approve') : t('memberships.adjustment.decline');
    this.confirm.ask({
      title: label,
      detail: t('memberships.adjustment.question', { count: adjustment.points, reason: adjustment.reason }),
      label,
      run: async () => {
        await decideAdjustment(this.id, adjustment.id, approve, key);
        await this.load();
      },
    });
  }

  programme(id: string): Programme | undefined {
    return this.programmes.find((one) => one.id === id);
  }

  levelName(id: string | null | undefined): string {
    const levels = this.programmes.flatMap((one) => one.levels);
    return levels.find((level) => level.id === id)?.name ?? t('memberships.level.none');
  }

  unitName(id: string | null | undefined): string {
    return this.units.find((unit) => unit.id === id)?.name ?? '';
  }

  userName(id: string | null | undefined): string {
    return this.users.find((user) => user.id === id)?.name ?? '';
  }

  overlays(): (TemplateResult | typeof nothing)[] {
    return [this.redeem.view(), this.adjust.view(), this.confirm.view()];
  }

  private async lookUps(): Promise<void> {
    if (can('programmes:read')) this.programmes = await allProgrammes().catch(() => []);
    if (can('units:read')) this.units = await allUnits().catch(() => []);
    if (can('users:read')) this.users = await allUsers().catch(() => []);
    this.context.refresh();
  }
}
