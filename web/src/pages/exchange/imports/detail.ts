/** One import on its way: what the columns mean, a try, the run, what was refused. */
import type { TemplateResult } from 'lit';
import { randomKey } from '../../../api/base.ts';
import type { Tagged } from '../../../api/client.ts';
import {
  changeImport,
  deleteImport,
  type Import,
  type ImportPatch,
  listRejections,
  type Preview,
  previewImport,
  type Rejection,
  readImport,
  runImport,
  tryImport,
} from '../../../api/exchange/imports.ts';
import { follow, onJob, seenJob } from '../../../api/job-watch.ts';
import { isOver, type Job, readJob } from '../../../api/jobs.ts';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import { allPartners, type Partner } from '../../../api/organisation/partners.ts';
import { allUnits, type Unit } from '../../../api/organisation/units.ts';
import { can } from '../../../api/session.ts';
import { download } from '../../../api/transfer.ts';
import {
  type Mapping,
  type MappingRule,
  mappingPatch,
  startMapping,
} from '../../../models/exchange/import-mapping.ts';
import { Confirm } from '../../../ui/confirm.ts';
import type { FormDialog } from '../../../ui/form-dialog.ts';
import { Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { RowWindow } from '../../../ui/row-window.ts';
import { t } from '../../../ui/text.ts';
import { importView } from './detail-view.ts';
import { newPartnerDialog } from './new-partner.ts';

export const openImport: OpenPage = (context) => new ImportPage(context);

export class ImportPage {
  readonly found: Loading<Tagged<Import>>;
  readonly preview: Loading<Preview>;
  readonly rejections: PagedList<Rejection>;
  readonly rejectionWindow: RowWindow;
  readonly confirm: Confirm;
  readonly newPartner: FormDialog<undefined, Partner>;
  mapping: Mapping = {};
  options: NonNullable<ImportPatch['options']> = {};
  units: Unit[] = [];
  partners: Partner[] = [];
  currency = 'CNY';
  /** Something is being asked of the server. */
  busy = false;
  failure: unknown;
  private key = randomKey();
  private readonly stop: () => void;

  constructor(private readonly context: PageContext) {
    const { refresh } = context;
    this.found = new Loading(refresh);
    this.preview = new Loading(refresh);
    this.rejections = new PagedList(refresh);
    const grow = () => this.rejections.next.failure || void this.rejections.more();
    this.rejectionWindow = new RowWindow(refresh, grow);
    this.confirm = new Confirm(refresh);
    this.newPartner = newPartnerDialog(refresh, (partner) => {
      this.partners = [...this.partners, partner];
      this.set({ partner: partner.code });
    });
    this.stop = onJob((job) => this.jobChanged(job));
    void this.load(true);
    void this.lookUps();
  }

  title = (): string => this.found.value?.value.file_name ?? t('nav.imports');

  view = (): TemplateResult => importView(this);

  leave = (): void => this.stop();

  get import(): Import | undefined {
    return this.found.value?.value;
  }

  get job(): Job | undefined {
    return seenJob(this.import?.job_id);
  }

  private async load(first = false): Promise<void> {
    const { signal, params } = this.context;
    const read = await this.found.load(() => readImport(params.id ?? '', signal));
    if (!read) return;
    const { value } = read;
    if (first) this.options = { ...value.options };
    if (value.bytes > 0 && (first || !this.preview.value)) await this.loadPreview(value);
    else if (value.state === 'checked') void this.preview.load(() => previewImport(value.id, signal));
    if (value.job_id && !seenJob(value.job_id) && !isSettled(value)) {
      await readJob(value.job_id, signal).then(follow, () => undefined);
    }
    if ((value.counts.rejected ?? 0) > 0 && !['checking', 'running'].includes(value.state)) {
      this.rejectionWindow.reset();
      void this.rejections.open((cursor) => listRejections(value.id, cursor, signal));
    }
  }

  private async loadPreview(value: Import): Promise<void> {
    const preview = await this.preview.load(() => previewImport(value.id, this.context.signal));
    if (preview) this.mapping = startMapping(preview.guessed as Mapping, value.mapping as Mapping);
    this.context.refresh();
  }

  private async lookUps(): Promise<void> {
    this.currency = await organisationCurrency();
    if (can('units:read')) this.units = await allUnits().catch(() => []);
    if (can('keys:read')) this.partners = await allPartners().catch(() => []);
    this.context.refresh();
  }

  private jobChanged(job: Job): void {
    if (job.subject_id !== this.import?.id) return;
    if (isOver(job)) void this.load();
    else this.context.refresh();
  }

  map(field: string, rule: MappingRule): void {
    this.mapping = { ...this.mapping, [field]: rule };
    this.context.refresh();
  }

  set(options: Partial<ImportPage['options']>): void {
    this.options = { ...this.options, ...options };
    this.context.refresh();
  }

  /** Saves what the columns mean and tries the whole file without keeping anything. */
  check = (): Promise<void> =>
    this.act(async () => {
      await this.save();
      return tryImport(this.context.params.id ?? '', this.key);
    });

  /** The real run. */
  run = (): Promise<void> =>
    this.act(async () => {
      if (this.import?.state === 'uploaded') await this.save();
      return runImport(this.context.params.id ?? '', this.key);
    });

  private async save(): Promise<void> {
    const { found } = this;
    if (!found.value) return;
    const { value, tag } = found.value;
    const body = {
      mapping: mappingPatch(this.mapping, value.mapping as Mapping),
      options: this.options,
    } as ImportPatch;
    found.value = await changeImport(value.id, tag, body);
  }

  private async act(start: () => Promise<Job>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = undefined;
    this.context.refresh();
    try {
      follow(await start());
      await this.load();
    } catch (error) {
      this.failure = error;
      if (!this.context.signal.aborted) await this.load();
    }
    this.key = randomKey();
    this.busy = false;
    this.context.refresh();
  }

  remove = (): void => {
    const read = this.found.value;
    if (!read) return;
    this.confirm.ask({
      title: t('imports.remove'),
      detail: t('imports.remove.detail', { file: read.value.file_name }),
      label: t('imports.remove'),
      run: async () => {
        await deleteImport(read.value.id, read.tag);
        this.context.go('/imports', { replace: true });
      },
    });
  };

  saveRejections = (): void => {
    void download(`/v1/imports/${this.import?.id}/rejections.csv`).catch((error: unknown) =>
      announce(problemText(error).title),
    );
  };
}

function isSettled(value: Import): boolean {
  return ['checked', 'completed', 'failed', 'cancelled'].includes(value.state);
}
