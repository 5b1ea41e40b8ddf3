/** What was put together for persons of what is held on them. */
import { html, type TemplateResult } from 'lit';
import {
  type DataExport,
  type DataExportQuery,
  dataExportPath,
  listDataExports,
} from '../../../api/customers/privacy.ts';
import { download } from '../../../api/transfer.ts';
import { formatBytes } from '../../../models/format.ts';
import { actionButton, emptyState, shortMoment, stateBadge } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { table } from '../../../ui/table.ts';
import { language, t } from '../../../ui/text.ts';
import { customerNumber } from './customer-number.ts';

export const openDataExports: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['users']);
  return new ListPage<DataExport, DataExportQuery>(context, {
    title: 'privacy.exports',
    lead: 'privacy.exports.lead',
    read: listDataExports,
    buttons: () => html`<a class="button" href="/privacy">${t('privacy.erasures')}</a>`,
    rows: (rows) => exportTable(rows, directory),
    empty: () => emptyState(t('privacy.exports.empty'), t('privacy.exports.empty.detail')),
  });
};

const save = (row: DataExport) =>
  void download(dataExportPath(row.id)).catch((error: unknown) => announce(problemText(error).title));

function exportTable(rows: readonly DataExport[], directory: Directory): TemplateResult {
  return table<DataExport>({
    label: t('privacy.exports'),
    rows,
    key: (row) => row.id,
    columns: [
      { label: t('privacy.customer'), cell: (row) => customerNumber(row.customer_id) },
      { label: t('privacy.state'), cell: (row) => stateBadge('data_export_state', row.state) },
      { label: t('privacy.by'), cell: (row) => directory.userNameOrNone(row.requested_by) },
      { label: t('privacy.at'), nowrap: true, cell: (row) => shortMoment(row.requested_at) },
      { label: t('privacy.exports.end'), nowrap: true, cell: (row) => shortMoment(row.expires_at) },
      {
        label: t('privacy.exports.size'),
        nowrap: true,
        cell: (row) => (row.bytes ? formatBytes(row.bytes, language()) : ''),
      },
      {
        label: t('common.actions'),
        cell: (row) =>
          row.state === 'ready'
            ? actionButton({
                action: 'privacy:write',
                label: t('privacy.exports.download'),
                describe: row.customer_id,
                small: true,
                run: () => save(row),
              })
            : html``,
      },
    ],
  });
}
