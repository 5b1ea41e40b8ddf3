/** One import on its way: what the columns mean, a try, the run, what was refused. */
import { html, type TemplateResult } from 'lit';
import { randomKey } from '../../../api/base.ts';
import {
  changeImport,
  deleteImport,
  type Import,
  type ImportPatch,
  listRejections,
  planUndo,
  previewImport,
  type Rejection,
  readImport,
  runImport,
  tryImport,
  undoImport,
} from '../../../api/exchange/imports.ts';
import { follow, onJob, seenJob } from '../../../api/job-watch.ts';
import { isOver, type Job, readJob } from '../../../api/jobs.ts';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import { allPartners, type Partner } from '../../../api/organisation/partners.ts';
import { ProblemError } from '../../../api/problem.ts';
import { can } from '../../../api/session.ts';
import { download } from '../../../api/transfer.ts';
import {
  isBusy,
  type Mapping,
  mappingPatch,
  partId,
  startMapping,
} from '../../../models/exchange/import-mapping.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { Directory } from '../../../ui/directory.ts';
import type { FormDialog } from '../../../ui/form-dialog.ts';
import { Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { RowWindow } from '../../../ui/row-window.ts';
import { t } from '../../../ui/text.ts';
import type { ImportActions, ImportState } from './detail-state.ts';
import { importView, undoText } from './detail-view.ts';
import { newPartnerDialog } from './new-partner.ts';

export const openImport: OpenPage = (context) => new ImportPage(context);

class ImportPage {
  private readonly state: ImportState;
  private readonly confirm: Confirm;
  private readonly newPartner: FormDialog<undefined, Partner>;
  private key = randomKey();
  private readonly stop: () => void;

  constructor(private readonly context: PageContext) {
    const { refresh } = context;
    this.state = startState(refresh);
    this.confirm = new Confirm(refresh);
    this.newPartner = newPartnerDialog(refresh, (partner) => {
      this.state.partners = [...this.state.partners, partner];
      this.actions.set({ partner: partner.code });
    });
    this.stop = onJob((job) => this.jobChanged(job));
    void this.load(true);
    void this.lookUps();
  }

  title = (): string => this.import?.file_name ?? t('nav.imports');

  view = (): TemplateResult => {
    this.state.job = seenJob(this.import?.job_id);
    return html`${importView(this.state, this.actions)} ${this.confirm.view()} ${this.newPartner.view()}`;
  };

  leave = (): void => this.stop();

  private get import(): Import | undefined {
    return this.state.found.value?.value;
  }

  private async load(first = false): Promise<void> {
    const { signal, params } = this.context;
    const read = await this.state.found.load(() => readImport(params.id ?? '', signal));
    if (!read) return;
    const { value } = read;
    if (first) this.state.options = { ...value.options };
    if (value.bytes > 0 && (first || !this.state.preview.value)) await this.loadPreview(value);
    else if (value.state === 'checked') void this.state.preview.load(() => previewImport(value.id, signal));
    if (value.job_id && !seenJob(value.job_id) && !isSettled(value)) {
      await readJob(value.job_id, signal).then(follow, () => undefined);
    }
    if (['completed', 'cancelled', 'failed'].includes(value.state)) {
      void this.state.plan.load(() => planUndo(value.id, signal));
    }
    if ((value.counts.rejected ?? 0) > 0 && !isBusy(value.state)) {
      this.state.rejectionWindow.reset();
      void this.state.rejections.open((cursor) => listRejections(value.id, cursor, signal));
    }
    if ((value.counts.warned ?? 0) > 0 && !['checking', 'running'].includes(value.state)) {
      this.state.warningWindow.reset();
      void this.state.warnings.open((cursor) => listRejections(value.id, cursor, signal, taken));
    }
  }

  private async loadPreview(value: Import): Promise<void> {
    const preview = await this.state.preview.load(() => previewImport(value.id, this.context.signal));
    if (preview) this.state.mapping = startMapping(preview.guessed as Mapping, value.mapping as Mapping);
    this.context.refresh();
  }

  private async lookUps(): Promise<void> {
    this.state.currency = await organisationCurrency();
    if (can('keys:read')) this.state.partners = await allPartners().catch(() => []);
    this.context.refresh();
  }

  private jobChanged(job: Job): void {
    if (job.subject_id !== this.import?.id) return;
    if (isOver(job)) void this.load();
    else this.context.refresh();
  }

  private readonly actions: ImportActions = {
    map: (field, rule) => {
      this.state.mapping = { ...this.state.mapping, [field]: rule };
      this.context.refresh();
    },
    set: (options) => {
      this.state.options = { ...this.state.options, ...options };
      this.context.refresh();
    },
    addPartner: () => this.newPartner.show(undefined),
    check: () => void this.start(() => this.check()),
    run: () => void this.start(() => this.run()),
    undo: () => this.undo(),
    remove: () => this.remove(),
    saveRejections: () => {
      void download(`/v1/imports/${this.import?.id}/rejections.csv`).catch((error: unknown) =>
        announce(problemText(error).title),
      );
    },
    refresh: () => this.context.refresh(),
  };

  private async check(): Promise<Job> {
    await this.save();
    return tryImport(this.context.params.id ?? '', this.key);
  }

  private async run(): Promise<Job> {
    if (this.import?.state === 'uploaded') await this.save();
    try {
      return await runImport(this.context.params.id ?? '', this.key);
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'import_repeated') this.askAgain();
      throw error;
    }
  }

  /** The same file was imported before: it counts again only when that is meant. */
  private askAgain(): void {
    this.confirm.ask({
      title: t('imports.repeat'),
      detail: t('imports.repeat.detail'),
      label: t('imports.repeat.label'),
      run: async () => {
        this.state.options = { ...this.state.options, repeat: true };
        await this.save();
        await this.start(() => runImport(this.context.params.id ?? '', this.key));
      },
    });
  }

  private undo(): void {
    const plan = this.state.plan.value;
    if (!plan) return;
    this.confirm.ask({
      title: t('imports.undo'),
      detail: undoText(plan),
      label: t('imports.undo.label'),
      run: async () => {
        follow(await undoImport(this.context.params.id ?? '', this.key));
        this.key = randomKey();
        await this.load();
      },
    });
  }

  private async save(): Promise<void> {
    const { found } = this.state;
    if (!found.value) return;
    const { value, tag } = found.value;
    const body = {
      mapping: mappingPatch(this.state.mapping, value.mapping as Mapping),
      options: this.state.options,
    } as ImportPatch;
    found.value = await changeImport(value.id, tag, body);
  }

  private async start(job: () => Promise<Job>): Promise<void> {
    if (this.state.busy) return;
    this.state.busy = true;
    this.state.failure = undefined;
    this.context.refresh();
    try {
      follow(await job());
      await this.load();
    } catch (error) {
      this.state.failure = error;
      if (!this.context.signal.aborted) await this.load();
    }
    this.key = randomKey();
    this.state.busy = false;
    this.context.refresh();
    if (this.state.failure) requestAnimationFrame(() => showFault(this.state.failure));
  }

  private remove(): void {
    const read = this.state.found.value;
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
  }
}

const taken = ['created', 'changed', 'unchanged'] as const;

/** Moves to the first part of the form that is wrong, else to what is said of it. */
function showFault(failure: unknown): void {
  const pointers = failure instanceof ProblemError ? Object.keys(failure.fields()) : [];
  const fields = pointers.map((pointer) => document.getElementById(partId(pointer)));
  const field = fields.find((one) => one !== null);
  const options = field?.closest('details');
  if (options) options.open = true;
  const place = field ?? document.querySelector<HTMLElement>('main [role="alert"]');
  place?.scrollIntoView({ block: 'center' });
  field?.focus({ preventScroll: true });
}

function startState(refresh: () => void): ImportState {
  const rejections = new PagedList<Rejection>(refresh);
  const warnings = new PagedList<Rejection>(refresh);
  return {
    found: new Loading(refresh),
    preview: new Loading(refresh),
    plan: new Loading(refresh),
    rejections,
    rejectionWindow: new RowWindow(refresh, () => rejections.next.failure || void rejections.more()),
    warnings,
    warningWindow: new RowWindow(refresh, () => warnings.next.failure || void warnings.more()),
    directory: new Directory(refresh, ['units', 'attributes']),
    mapping: {},
    options: {},
    partners: [],
    currency: 'CNY',
    job: undefined,
    busy: false,
    failure: undefined,
  };
}

function isSettled(value: Import): boolean {
  return ['checked', 'completed', 'failed', 'cancelled', 'undone'].includes(value.state);
}
