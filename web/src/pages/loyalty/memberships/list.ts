/** Memberships: who is a member, and the programmes with their levels. */
import { html, nothing, type TemplateResult } from 'lit';
import { listMemberships, type Membership, type MembershipQuery } from '../../../api/loyalty/memberships.ts';
import { allProgrammes, type Programme } from '../../../api/loyalty/programmes.ts';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import { can } from '../../../api/session.ts';
import { day, emptyState, number, stateBadge } from '../../../ui/components.ts';
import { choiceFilter, type Filters, filterBar, searchFilter, wordFilter } from '../../../ui/filters.ts';
import { ListPage } from '../../../ui/list-page.ts';
import { answered, Loading } from '../../../ui/loading.ts';
import { enrolDialog } from '../../../ui/loyalty/enrol-dialog.ts';
import { announce } from '../../../ui/notices.ts';
import { nameOptions } from '../../../ui/options.ts';
import type { OpenPage, OptionalView, PageContext } from '../../../ui/page.ts';
import { table } from '../../../ui/table.ts';
import { t } from '../../../ui/text.ts';
import { levelDialog, programmeDialog } from './programme-dialogs.ts';
import { programmesCard } from './programmes-card.ts';

export const openMemberships: OpenPage = (context) => {
  const programmes = new ProgrammesPart(context, () => page.saved());
  const known = () => programmes.source.value ?? [];
  const enrol = enrolDialog(context.refresh, known, (made) => {
    announce(t('memberships.enrolled', { name: made.customer_name }));
    context.go(`/memberships/${made.id}`);
  });
  const page: ListPage<Membership, MembershipQuery> = new ListPage(context, {
    title: 'nav.memberships',
    lead: 'memberships.lead',
    parameters: { single: ['q', 'programme_id'], many: ['level_id', 'state'] },
    read: listMemberships,
    create: { action: 'memberships:write', label: 'memberships.enrol', run: () => enrol.show(undefined) },
    filters: (filters) => memberFilters(filters, known()),
    ready: () => !can('programmes:read') || answered([programmes.source]),
    rows: (rows) => memberTable(rows, known()),
    empty: () => nobody(page.url.search !== '', programmes.source.value?.length === 0),
    aside: programmes.view,
    overlays: () => [enrol.view(), ...programmes.overlays()],
  });
  return page;
};

/** The programmes beside the members, with their dialogs. */
class ProgrammesPart {
  readonly source: Loading<Programme[]>;
  private readonly programme: ReturnType<typeof programmeDialog>;
  private readonly level: ReturnType<typeof levelDialog>;
  private currency = 'CNY';

  constructor({ refresh }: PageContext, saved: () => void) {
    this.source = new Loading(refresh);
    const again = async () => (await this.load()) ?? [];
    const done = () => {
      saved();
      void this.load();
    };
    this.programme = programmeDialog(refresh, again, done);
    this.level = levelDialog(refresh, () => this.currency, again, done);
    void this.load();
    void organisationCurrency().then((found) => {
      this.currency = found;
      refresh();
    });
  }

  private async load(): Promise<Programme[] | undefined> {
    return can('programmes:read') ? this.source.load(allProgrammes) : undefined;
  }

  readonly view = (): OptionalView =>
    can('programmes:read')
      ? programmesCard(this.source, {
          editProgramme: (programme) => this.programme.show(programme),
          editLevel: (programme, level) => this.level.show({ programme, level }),
        })
      : nothing;

  readonly overlays = (): OptionalView[] => [this.programme.view(), this.level.view()];
}

function nobody(filtered: boolean, withoutProgrammes: boolean): TemplateResult {
  if (filtered) return emptyState(t('memberships.none'), t('memberships.none.detail'));
  return emptyState(
    t('memberships.empty'),
    withoutProgrammes ? t('memberships.empty.programme') : t('memberships.empty.detail'),
  );
}

function memberFilters(filters: Filters, programmes: readonly Programme[]): TemplateResult {
  const levels = programmes.flatMap((programme) => programme.levels);
  return filterBar([
    searchFilter(filters, t('memberships.search')),
    choiceFilter(filters, 'level_id', t('memberships.level'), nameOptions(levels)),
    wordFilter(filters, 'state', t('common.state'), 'membership_state'),
  ]);
}

function memberTable(rows: readonly Membership[], programmes: readonly Programme[]): TemplateResult {
  const several = programmes.length > 1;
  return table<Membership>({
    label: t('memberships.members'),
    rows,
    key: (row) => row.id,
    columns: [
      {
        label: t('customers.column.name'),
        cell: (row) => html`<a class="row-link" href="/memberships/${row.id}">${row.customer_name}</a><br />
          <small class="quiet" dir="ltr">${row.card ?? ''}</small>`,
      },
      {
        label: t('memberships.level'),
        cell: (row) => html`${row.level?.name ?? ''}${several ? programmeOf(row, programmes) : nothing}`,
      },
      { label: t('memberships.points'), number: true, cell: (row) => number(row.balance) },
      { label: t('common.state'), cell: (row) => stateBadge('membership_state', row.state) },
      { label: t('memberships.since'), nowrap: true, cell: (row) => day(row.enrolled_on) },
    ],
  });
}

/** Only shown where there are several. */
function programmeOf(row: Membership, programmes: readonly Programme[]): TemplateResult {
  return html`<br /><small class="quiet">${programmes.find((one) => one.id === row.programme_id)?.name ?? ''}</small>`;
}
