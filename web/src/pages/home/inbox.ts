/** The inbox: what waits for one's decision, what became of what one asked for, and all one was told. */
import { html, nothing, type TemplateResult } from 'lit';
import { type ApprovalList, listApprovals } from '../../api/insight/approvals.ts';
import {
  listNotifications,
  markAllRead,
  markRead,
  type Notification,
  onRead,
} from '../../api/organisation/notifications.ts';
import { approvalLine } from '../../ui/approval-line.ts';
import { pageHead } from '../../ui/components.ts';
import { Directory } from '../../ui/directory.ts';
import { answered, Loading, loaded, skeleton } from '../../ui/loading.ts';
import { announce } from '../../ui/notices.ts';
import { notificationLine } from '../../ui/notification-line.ts';
import type { OpenPage } from '../../ui/page.ts';
import { PagedList, pagedRows } from '../../ui/paged-list.ts';
import { problemText } from '../../ui/problem-panel.ts';
import { t } from '../../ui/text.ts';

export const openInbox: OpenPage = ({ refresh, signal }) => {
  const waiting = new Loading<ApprovalList>(refresh);
  const asked = new Loading<ApprovalList>(refresh);
  const told = new PagedList<Notification>(refresh);
  const directory = new Directory(refresh, ['users']);
  const loadTold = () => told.open((cursor) => listNotifications({ limit: 25, cursor }, signal));
  void waiting.load(() => listApprovals('waiting', signal));
  void asked.load(() => listApprovals('asked', signal));
  void loadTold();

  const mark = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      announce(problemText(error).title);
    }
  };
  const follow = (one: Notification) => {
    if (!one.read_at) void mark(() => markRead(one.id));
  };
  // Whatever was read, here or at the bell, is shown so.
  const stop = onRead(() => void loadTold());

  const approvals = (
    id: string,
    title: string,
    source: Loading<ApprovalList>,
    empty: string,
  ): TemplateResult =>
    html`<section class="card" aria-labelledby=${id}>
      <h2 id=${id}>${title}</h2>
      ${loaded(source, ({ data, has_more: more }) =>
        data.length === 0
          ? html`<p class="quiet">${empty}</p>`
          : html`<ul class="list">
                ${data.map((one) => html`<li>${approvalLine(one, (person) => directory.userName(person))}</li>`)}
              </ul>
              ${more ? html`<p class="quiet">${t('approvals.more')}</p>` : nothing}`,
      )}
    </section>`;

  const row = (one: Notification) => html`<li>
    <span>${notificationLine(one, follow)}</span>
    ${one.read_at ? nothing : html`<span class="tag">${t('inbox.new')}</span>`}
  </li>`;

  const cards = () => html`<div class="columns">
    <div class="stack">
      ${approvals('inbox-waiting', t('home.waiting'), waiting, t('home.waiting.empty'))}
      ${approvals('inbox-asked', t('approvals.asked'), asked, t('approvals.asked.empty'))}
    </div>
    <section class="card" aria-labelledby="inbox-told">
      <h2 id="inbox-told">${t('inbox.bell')}</h2>
      ${pagedRows(told, {
        rows: (rows) => html`<ul class="list">${rows.map(row)}</ul>
          ${
            rows.some((one) => !one.read_at)
              ? html`<p><button type="button" class="button small" @click=${() => void mark(markAllRead)}>${t('inbox.read_all')}</button></p>`
              : nothing
          }`,
        empty: () => html`<p class="quiet">${t('inbox.none')}</p>`,
      })}
    </section>
  </div>`;

  return {
    title: () => t('nav.inbox'),
    leave: stop,
    view: () => html`<div class="page">
      ${pageHead(t('nav.inbox'), t('inbox.lead'))}
      ${answered([waiting, asked]) ? cards() : skeleton(waiting.slow || asked.slow, 6, 'whole')}
    </div>`,
  };
};
