/** What the page of one complaint shows and what can be done on it. Its views are functions of these two. */
import type {
  Attachment,
  Case,
  Compensation,
  ComplaintCategory,
  ComplaintEvent,
} from '../../../api/service/complaints.ts';
import type { Directory } from '../../../ui/directory.ts';
import type { Loading } from '../../../ui/loading.ts';
import { t } from '../../../ui/text.ts';

export type Step = Case['next_steps'][number];

export interface CaseState {
  readonly case: Loading<Case>;
  readonly events: Loading<ComplaintEvent[]>;
  readonly attachments: Loading<Attachment[]>;
  readonly directory: Directory;
  categories: readonly ComplaintCategory[];
  /** The customer's name, empty for those who may not read it. */
  customer: string;
  currency: string;
  /** False while the categories, the customer's name and the currency are on their way. */
  hasNames: boolean;
}

export interface CaseActions {
  /** Takes a step, or asks first for what it needs. */
  readonly takeStep: (step: Step) => void;
  readonly decide: (compensation: Compensation, approved: boolean) => void;
  /** Records that the customer has what was promised. */
  readonly execute: (compensation: Compensation) => void;
  readonly attach: (file: File) => void;
  readonly download: (attachment: Attachment) => void;
}

/** Who did something: a person, or the system itself. */
export function personName({ directory }: CaseState, id: string | null | undefined): string {
  // What is no person has no id of one: a job, a command.
  return id && !id.includes('_') ? t('complaints.system') : directory.userNameOrNone(id);
}
