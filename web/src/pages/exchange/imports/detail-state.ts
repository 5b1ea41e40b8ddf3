/** What the page of one import shows and what can be done on it. Its views are functions of these two. */
import type { Tagged } from '../../../api/client.ts';
import type { Import, ImportPatch, Preview, Rejection, UndoPlan } from '../../../api/exchange/imports.ts';
import type { Job } from '../../../api/jobs.ts';
import type { Partner } from '../../../api/organisation/partners.ts';
import type { Mapping, MappingRule } from '../../../models/exchange/import-mapping.ts';
import type { Directory } from '../../../ui/directory.ts';
import type { Loading } from '../../../ui/loading.ts';
import type { PagedList } from '../../../ui/paged-list.ts';
import type { RowWindow } from '../../../ui/row-window.ts';

export type ImportOptions = NonNullable<ImportPatch['options']>;

export interface ImportState {
  readonly found: Loading<Tagged<Import>>;
  readonly preview: Loading<Preview>;
  /** What an undo would take back, and what stands in its way. */
  readonly plan: Loading<UndoPlan>;
  readonly rejections: PagedList<Rejection>;
  readonly rejectionWindow: RowWindow;
  /** Rows that were taken without a cell. */
  readonly warnings: PagedList<Rejection>;
  readonly warningWindow: RowWindow;
  readonly directory: Directory;
  /** As chosen on the page, not yet saved. */
  mapping: Mapping;
  options: ImportOptions;
  partners: readonly Partner[];
  currency: string;
  /** The dry run or the import, as last seen. */
  job: Job | undefined;
  /** A dry run or an import is being started. */
  busy: boolean;
  /** Why it could not be started. */
  failure: unknown;
}

export interface ImportActions {
  readonly map: (field: string, rule: MappingRule) => void;
  readonly set: (options: Partial<ImportOptions>) => void;
  /** Opens the dialog for a partner that is not there yet. */
  readonly addPartner: () => void;
  /** Saves what the columns mean and tries the whole file without keeping anything. */
  readonly check: () => void;
  readonly run: () => void;
  /** Asks before what the import made is taken back. */
  readonly undo: () => void;
  /** Asks before the import is deleted. */
  readonly remove: () => void;
  readonly saveRejections: () => void;
  readonly refresh: () => void;
}
