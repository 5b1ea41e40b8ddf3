/** The members of a segment, each with the day it became one. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Member } from '../../../api/marketing/segments.ts';
import { day, tierBadge } from '../../../ui/components.ts';
import { type PagedList, pagedRows } from '../../../ui/paged-list.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';

/** What is done with a list made by hand. */
export interface MemberTools {
  add: () => TemplateResult;
  row: (member: Member) => TemplateResult;
}

export function membersCard(members: PagedList<Member>, tools: MemberTools | undefined): TemplateResult {
  return html`<section class="card stack" aria-labelledby="members-title">
    <div class="card-head">
      <h2 id="members-title">${t('segments.members')}</h2>
      ${tools ? tools.add() : nothing}
    </div>
    ${pagedRows(members, { rows: (rows) => memberTable(rows, tools), empty: () => html`<p class="quiet">${t('segments.members.empty')}</p>` })}
  </section>`;
}

function memberTable(rows: readonly Member[], tools: MemberTools | undefined): TemplateResult {
  return table<Member>({
    label: t('segments.members'),
    rows,
    key: (row) => row.customer_id,
    columns: [
      {
        label: t('common.name'),
        cell: (row) => html`<a class="row-link" href="/customers/${row.customer_id}">${row.name}</a>`,
      },
      { label: t('segments.tier'), cell: (row) => tierBadge(row.tier?.class) },
      { label: t('segments.last_purchase'), nowrap: true, cell: (row) => day(row.last_purchase_on) },
      { label: t('segments.since'), nowrap: true, cell: (row) => day(row.since) },
      ...(tools ? [{ label: t('segments.members.remove'), cell: tools.row }] : []),
    ],
  });
}
