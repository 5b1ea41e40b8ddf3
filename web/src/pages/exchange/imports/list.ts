/** All imports, and the start of a new one. */
import { html, type TemplateResult } from 'lit';
import { type Import, type ImportQuery, listImports, wasTried } from '../../../api/exchange/imports.ts';
import { onJob } from '../../../api/job-watch.ts';
import { isOver } from '../../../api/jobs.ts';
import { emptyState, number, shortMoment, stateBadge } from '../../../ui/components.ts';
import { ListPage } from '../../../ui/list-page.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';
import { UploadDialog } from './upload.ts';

export const openImports: OpenPage = (context) => {
  const upload = new UploadDialog(context.refresh, context.go);
  const leave = onJob((job) => {
    if (isOver(job)) void page.load();
  });
  const page: ListPage<Import, ImportQuery> = new ListPage(context, {
    title: 'nav.imports',
    lead: 'imports.lead',
    read: listImports,
    create: { action: 'imports:write', label: 'imports.new', icon: 'upload', run: () => upload.show() },
    rows: importTable,
    empty: (create) => emptyState(t('home.imports.empty'), t('imports.empty.detail'), create),
    overlays: () => [upload.view()],
    leave,
  });
  return page;
};

function importTable(rows: readonly Import[]): TemplateResult {
  return table<Import>({
    label: t('nav.imports'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('imports.file'),
        cell: (row) => html`<a class="row-link" href="/imports/${row.id}">${row.file_name}</a>`,
      },
      { label: t('imports.kind'), cell: (row) => word('import_kind', row.kind) },
      { label: t('common.state'), cell: (row) => stateBadge('import_state', row.state) },
      { label: t('imports.rows'), number: true, cell: (row) => count(row, row.counts.rows) },
      { label: t('imports.accepted'), number: true, cell: (row) => count(row, row.counts.accepted) },
      {
        label: word('row_outcome', 'held'),
        number: true,
        cell: (row) => count(row, row.counts.outcomes?.held),
      },
      {
        label: word('row_outcome', 'refused'),
        number: true,
        cell: (row) => count(row, row.counts.outcomes?.refused),
      },
      { label: t('common.created'), nowrap: true, cell: (row) => shortMoment(row.created_at) },
    ],
  });
}

/** A file that nobody has tried yet has no figures: 0 would be wrong. */
function count(row: Import, rows: number | undefined): string {
  return wasTried(row) ? number(rows ?? 0) : '–';
}
