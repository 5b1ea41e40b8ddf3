/** What the page of one membership shows and what can be done on it. Its views are functions of these two. */
import type {
  LevelChange,
  MembershipDetail,
  PointAdjustment,
  PointEntry,
} from '../../../api/loyalty/memberships.ts';
import type { Programme } from '../../../api/loyalty/programmes.ts';
import type { Directory } from '../../../ui/directory.ts';
import type { Loading } from '../../../ui/loading.ts';
import type { PagedList } from '../../../ui/paged-list.ts';

export interface MembershipState {
  readonly membership: Loading<MembershipDetail>;
  readonly ledger: PagedList<PointEntry>;
  readonly adjustments: PagedList<PointAdjustment>;
  readonly levels: Loading<LevelChange[]>;
  readonly directory: Directory;
  readonly programmes: readonly Programme[];
}

export interface MembershipActions {
  readonly redeem: (membership: MembershipDetail) => void;
  readonly adjust: (membership: MembershipDetail) => void;
  /** Asks before a redemption is undone. */
  readonly undo: (redemption: PointEntry) => void;
  /** Gives the card another number. */
  readonly replaceCard: (membership: MembershipDetail) => void;
  /** Asks before the state changes. */
  readonly setState: (membership: MembershipDetail, state: MembershipDetail['state']) => void;
  /** Asks before the adjustment is approved or declined. */
  readonly decide: (adjustment: PointAdjustment, approve: boolean) => void;
}
