/** Memberships: who is a member, and the programmes with their levels. */
import type { TemplateResult } from 'lit';
import { listMemberships, type Membership, type MembershipQuery } from '../../../api/loyalty/memberships.ts';
import { allProgrammes, type Programme } from '../../../api/loyalty/programmes.ts';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import { can } from '../../../api/session.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import type { FormDialog } from '../../../ui/form-dialog.ts';
import { Loading } from '../../../ui/loading.ts';
import { type Enrolled, enrolDialog } from '../../../ui/loyalty/enrol-dialog.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { t } from '../../../ui/text.ts';
import { membershipsView } from './list-view.ts';
import { type LevelSubject, levelDialog, programmeDialog } from './programme-dialogs.ts';

export const openMemberships: OpenPage = (context) => new MembershipsPage(context);

export class MembershipsPage {
  url: URL;
  readonly members: PagedList<Membership>;
  readonly programmes: Loading<Programme[]>;
  readonly enrol: FormDialog<Enrolled, Membership>;
  readonly editProgramme: FormDialog<Programme | undefined, unknown>;
  readonly editLevel: FormDialog<LevelSubject, unknown>;
  private currency = 'CNY';

  constructor(private readonly context: PageContext) {
    const { refresh } = context;
    this.url = context.url;
    this.members = new PagedList(refresh);
    this.programmes = new Loading(refresh);
    this.enrol = enrolDialog(
      refresh,
      () => this.programmes.value ?? [],
      (made) => {
        announce(t('memberships.enrolled', { name: made.customer_name }));
        context.go(`/memberships/${made.id}`);
      },
    );
    const saved = () => {
      announce(t('common.saved'));
      void this.loadProgrammes();
      this.load();
    };
    const again = async () => (await this.loadProgrammes()) ?? [];
    this.editProgramme = programmeDialog(refresh, again, saved);
    this.editLevel = levelDialog(refresh, () => this.currency, again, saved);
    this.load();
    void this.loadProgrammes();
    void organisationCurrency().then((found) => {
      this.currency = found;
      refresh();
    });
  }

  title = (): string => t('nav.memberships');

  view = (): TemplateResult => membershipsView(this);

  urlChanged(url: URL): void {
    this.url = url;
    this.load();
  }

  set = (changes: Record<string, string>): void => {
    this.context.go(withQuery(this.url, changes), { replace: true });
  };

  private load(): void {
    const query = apiQuery(this.url, ['q', 'programme_id'], ['level_id', 'state']) as MembershipQuery;
    const { signal } = this.context;
    void this.members.open((cursor) => listMemberships({ ...query, limit: 50, cursor }, signal));
  }

  private async loadProgrammes(): Promise<Programme[] | undefined> {
    return can('programmes:read') ? this.programmes.load(allProgrammes) : undefined;
  }
}
