/** What the page of one customer shows and what can be done on it. Its views are functions of these two. */
import type { Tagged } from '../../../api/client.ts';
import type { Contact } from '../../../api/customers/contacts.ts';
import type { Merge } from '../../../api/customers/merges.ts';
import type { DataExport, Erasure } from '../../../api/customers/privacy.ts';
import type {
  Consent,
  Customer,
  Explanation,
  Metrics,
  MonthFigures,
  TimelineEntry,
} from '../../../api/customers/profiles.ts';
import type { Referrals } from '../../../api/customers/referrals.ts';
import type { CustomerLifeCycle } from '../../../api/insight/life-cycle.ts';
import type { CustomerLifeTimeValue } from '../../../api/insight/life-time-value.ts';
import type { Membership } from '../../../api/loyalty/memberships.ts';
import type { Programme } from '../../../api/loyalty/programmes.ts';
import type { CustomerSegment, ReachedCustomer } from '../../../api/marketing/of-customer.ts';
import type { Purchase } from '../../../api/sales/purchases.ts';
import type { Task } from '../../../api/service/tasks.ts';
import type { Directory } from '../../../ui/directory.ts';
import type { Loading } from '../../../ui/loading.ts';
import type { PagedList } from '../../../ui/paged-list.ts';

export interface CustomerState {
  readonly customer: Loading<Tagged<Customer>>;
  readonly explanation: Loading<Explanation>;
  readonly metrics: Loading<Metrics>;
  readonly months: Loading<MonthFigures[]>;
  readonly timeline: PagedList<TimelineEntry>;
  readonly purchases: PagedList<Purchase>;
  readonly consents: Loading<Consent[]>;
  /** Of a business only. */
  readonly contacts: Loading<Contact[]>;
  readonly lifeCycle: Loading<CustomerLifeCycle>;
  /** Of a living consumer only. */
  readonly lifeTimeValue: Loading<CustomerLifeTimeValue>;
  readonly tasks: Loading<Task[]>;
  readonly memberships: Loading<Membership[]>;
  readonly dataExports: Loading<DataExport[]>;
  /** The receipt, where the customer was erased. */
  readonly erasure: Loading<Erasure | undefined>;
  readonly merges: Loading<Merge[]>;
  readonly referrals: Loading<Referrals>;
  readonly segments: Loading<CustomerSegment[]>;
  readonly campaigns: Loading<ReachedCustomer[]>;
  readonly directory: Directory;
  readonly programmes: readonly Programme[];
  readonly url: URL;
}

export interface CustomerActions {
  readonly edit: (customer: Tagged<Customer>) => void;
  /** Asks why, then shows what is masked. */
  readonly reveal: (customer: Customer) => void;
  readonly addIdentity: () => void;
  /** Asks before it is removed. */
  readonly removeIdentity: (identity: Customer['identities'][number]) => void;
  readonly addConsent: () => void;
  /** Notes a new one without one. */
  readonly editContact: (contact: Contact | undefined) => void;
  /** Asks before it is removed. */
  readonly removeContact: (contact: Contact) => void;
  readonly addInteraction: () => void;
  readonly addTask: () => void;
  readonly finishTask: (task: Task) => void;
  readonly recordPurchase: (customer: Customer) => void;
  readonly refund: (purchase: Purchase) => void;
  readonly enrol: (customer: Customer) => void;
  /** Asks for the archive of all that is held. */
  readonly exportData: () => void;
  readonly downloadData: (row: DataExport) => void;
  /** Asks for a reason and the name before. */
  readonly erase: (customer: Customer) => void;
  /** Asks before it is undone. */
  readonly undoMerge: (merge: Merge) => void;
  /** Opens another customer in the place of this one. */
  readonly walkTo: (id: string | undefined) => void;
  /** Turns a kind of entry on or off in the URL. */
  readonly filterTimeline: (kind: string) => void;
}
