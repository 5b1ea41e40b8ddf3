/** All imports, and the start of a new one. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Import, listImports, wasTried } from '../../../api/exchange/imports.ts';
import { onJob } from '../../../api/job-watch.ts';
import { isOver } from '../../../api/jobs.ts';
import { actionButton, emptyState, moment, number, pageHead, stateBadge } from '../../../ui/components.ts';
import { loaded } from '../../../ui/loading.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemPanel } from '../../../ui/problem-panel.ts';
import { moreButton, table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';
import { UploadDialog } from './upload.ts';

export const openImports: OpenPage = ({ refresh, signal, go }) => {
  const rows = new PagedList<Import>(refresh);
  const load = () => void rows.open((cursor) => listImports(cursor, 20, signal));
  const upload = new UploadDialog(refresh, go);
  load();
  const stop = onJob((job) => {
    if (isOver(job)) load();
  });
  const start = () =>
    actionButton({
      action: 'imports:write',
      label: t('imports.new'),
      icon: 'upload',
      primary: true,
      run: () => upload.show(),
    });
  return {
    title: () => t('nav.imports'),
    leave: stop,
    view: () => html`<div class="page">
      ${pageHead(t('nav.imports'), t('imports.lead'), start())}
      ${loaded(rows.first, (list) => (list.length === 0 ? emptyState(t('home.imports.empty'), t('imports.empty.detail'), start()) : listView(rows)))}
      ${upload.view()}
    </div>`,
  };
};

function listView(list: PagedList<Import>): TemplateResult {
  return html`${table<Import>({
    label: t('nav.imports'),
    rows: list.rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('imports.file'),
        cell: (row) => html`<a class="row-link" href="/imports/${row.id}">${row.file_name}</a>`,
      },
      { label: t('imports.kind'), cell: (row) => word('import_kind', row.kind) },
      { label: t('common.state'), cell: (row) => stateBadge('import_state', row.state) },
      { label: t('imports.rows'), number: true, cell: (row) => count(row, 'rows') },
      { label: t('imports.accepted'), number: true, cell: (row) => count(row, 'accepted') },
      { label: t('imports.rejected'), number: true, cell: (row) => count(row, 'rejected') },
      { label: t('common.created'), nowrap: true, cell: (row) => moment(row.created_at) },
    ],
  })}
  ${list.next.failure ? problemPanel(list.next.failure, list.next.reload) : nothing}
  ${list.cursor ? moreButton(list.next.busy, () => void list.more()) : nothing}`;
}

/** A file that nobody has tried yet has no figures: 0 would be wrong. */
function count(row: Import, name: keyof Import['counts']): string {
  return wasTried(row) ? number(row.counts[name]) : '–';
}
