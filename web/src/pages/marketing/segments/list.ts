/** The list of segments. */
import { html, type TemplateResult } from 'lit';
import {
  createSegment,
  listSegments,
  type Segment,
  type SegmentQuery,
} from '../../../api/marketing/segments.ts';
import { ownerField, ownerName, ownerUnits } from '../../../ui/belonging.ts';
import { actionButton, emptyState, number, shortMoment, stateBadge } from '../../../ui/components.ts';
import { Directory } from '../../../ui/directory.ts';
import { inputField, textField } from '../../../ui/fields.ts';
import { filterBar, searchFilter, wordFilter } from '../../../ui/filters.ts';
import { FormDialog } from '../../../ui/form-dialog.ts';
import { ListPage } from '../../../ui/list-page.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t, word } from '../../../ui/text.ts';

export const openSegments: OpenPage = (context) => {
  const directory = new Directory(context.refresh, ['units']);
  const newList = newListDialog(context, directory);
  return new ListPage<Segment, SegmentQuery>(context, {
    title: 'nav.segments',
    lead: 'segments.lead',
    parameters: { single: ['q'], many: ['state', 'kind'] },
    read: listSegments,
    create: { action: 'segments:write', label: 'segments.new', run: () => context.go('/segments/new') },
    buttons: () =>
      actionButton({
        action: 'segments:write',
        label: t('segments.new.by_hand'),
        run: () => newList.show(undefined),
      }),
    filters: (filters) =>
      filterBar([searchFilter(filters), wordFilter(filters, 'state', t('common.state'), 'segment_state')]),
    ready: () => directory.isRead,
    rows: (rows) => segmentTable(rows, directory),
    empty: () => emptyState(t('segments.empty'), t('segments.empty.detail')),
    overlays: () => [newList.view()],
  });
};

/** A segment whose members are chosen one by one. */
function newListDialog({ refresh, go }: PageContext, directory: Directory): FormDialog<undefined, Segment> {
  return new FormDialog<undefined, Segment>(refresh, {
    name: 'list',
    title: () => t('segments.new.by_hand'),
    fields: (form) => html`${inputField(form, 'name', t('common.name'), { required: true, maxlength: 100 })}
      ${ownerField(form, ownerUnits('segments:write', directory.units))}
      ${textField(form, 'description', t('segments.description'), { rows: 2, wide: true })}`,
    send: (values, key) => {
      const description = values.text('description') ?? null;
      const owner = values.text('unit_id');
      const belongs = owner ? { unit_id: owner } : {};
      return createSegment({ ...belongs, name: values.text('name') ?? '', description, kind: 'static' }, key);
    },
    done: (segment) => go(`/segments/${segment.id}`),
  });
}

function segmentTable(rows: readonly Segment[], { units }: Directory): TemplateResult {
  return table<Segment>({
    label: t('nav.segments'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('common.name'),
        cell: (row) => html`<a class="row-link" href="/segments/${row.id}">${row.name}</a>`,
      },
      { label: t('common.owner'), cell: (row) => ownerName(units, row.unit_id) },
      { label: t('segments.kind'), cell: (row) => word('segment_kind', row.kind) },
      { label: t('segments.size'), number: true, cell: (row) => number(row.size) },
      {
        label: t('segments.refreshed'),
        nowrap: true,
        cell: (row) => (row.refreshed_at ? shortMoment(row.refreshed_at) : t('segments.never')),
      },
      { label: t('common.state'), cell: (row) => stateBadge('segment_state', row.state) },
    ],
  });
}
