/** Home: who the customers are and what waits for one's word, beside that what is to do, what came in and what runs. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Import, listImports, wasTried } from '../../api/exchange/imports.ts';
import { type Approval, listApprovals } from '../../api/insight/approvals.ts';
import { readTierFigures, type TierFigures } from '../../api/insight/figures.ts';
import { onJob, watchedJobs } from '../../api/job-watch.ts';
import { isOver } from '../../api/jobs.ts';
import { finishTask, listTasks, type Task } from '../../api/service/tasks.ts';
import { can, me } from '../../api/session.ts';
import { approvalLine } from '../../ui/approval-line.ts';
import { aside } from '../../ui/aside.ts';
import { dueDay, emptyState, moment, money, number, stateBadge, tierBadge } from '../../ui/components.ts';
import { jobView } from '../../ui/job-view.ts';
import { answered, Loading, loaded, skeleton } from '../../ui/loading.ts';
import { announce } from '../../ui/notices.ts';
import type { OpenPage, OptionalView } from '../../ui/page.ts';
import { problemText } from '../../ui/problem-panel.ts';
import { pair, t, word } from '../../ui/text.ts';

/** What waits for this person's word, and what of their own came back to be worked on. */
interface Waiting {
  readonly data: Approval[];
  readonly counts: readonly { kind: string; count: number }[];
  readonly returned: Approval[];
}

/** Lines of what waits; the rest stands in the inbox. */
const shown = 5;

export const openHome: OpenPage = (context) => {
  const { refresh, signal } = context;
  const tasks = new Loading<Task[]>(refresh);
  const tiers = new Loading<TierFigures>(refresh);
  const imports = new Loading<Import[]>(refresh);
  const waiting = new Loading<Waiting>(refresh);
  const loadWaiting = async (): Promise<Waiting> => {
    const [{ data, counts }, asked] = await Promise.all([
      listApprovals('waiting', signal),
      listApprovals('asked', signal),
    ]);
    return {
      data,
      counts,
      returned: asked.data.filter((one) => one.kind === 'campaign' && one.state === 'returned'),
    };
  };
  const loadTasks = () =>
    tasks.load(async () => (await listTasks({ owner_id: 'me', state: ['open'], limit: 20 }, signal)).data);
  const loadFigures = () => {
    if (can('analytics:read')) void tiers.load(() => readTierFigures(signal));
    if (can('imports:read')) void imports.load(async () => (await listImports({ limit: 5 }, signal)).data);
  };
  if (can('tasks:read')) void loadTasks();
  void waiting.load(loadWaiting);
  loadFigures();
  const stop = onJob((job) => (isOver(job) ? loadFigures() : refresh()));

  const finish = async (task: Task) => {
    try {
      await finishTask(task);
      announce(t('home.task.finished'));
    } catch (error) {
      announce(problemText(error).title);
    }
    await loadTasks();
  };

  const sources = [
    waiting,
    ...(can('analytics:read') ? [tiers] : []),
    ...(can('tasks:read') ? [tasks] : []),
    ...(can('imports:read') ? [imports] : []),
  ];
  const isSlow = () => sources.some((source) => source.slow);

  return {
    title: () => t('nav.home'),
    leave: stop,
    view: () => html`<div class="page">
      <h1>${t('home.title', { name: me()?.name ?? '' })}</h1>
      ${
        answered(sources)
          ? html`<div class="main-aside">
              <div class="stack">
                ${can('analytics:read') ? tiersCard(tiers) : nothing} ${waitingCard(waiting)}
              </div>
              ${aside(html`${can('tasks:read') ? tasksCard(tasks, finish) : nothing} ${jobsCard(refresh)} ${importsCard(imports)}`)}
            </div>`
          : skeleton(isSlow(), 6, 'whole')
      }
    </div>`,
  };
};

function tiersCard(tiers: Loading<TierFigures>): TemplateResult {
  return html`<section class="card" aria-labelledby="home-tiers">
    <h2 id="home-tiers">${t('home.tiers')}</h2>
    ${loaded(tiers, (figures) => (figures.total === 0 ? noCustomers() : tierTable(figures)))}
  </section>`;
}

function noCustomers(): TemplateResult {
  const action = html`<a class="button primary" href="/imports">${t('home.tiers.empty.action')}</a>`;
  return emptyState(
    t('home.tiers.empty'),
    t('home.tiers.empty.detail'),
    can('imports:write') ? action : undefined,
  );
}

function tierTable(figures: TierFigures): TemplateResult {
  return html`<p class="quiet">${t('home.tiers.total', { count: figures.total, moment: moment(figures.as_of) })}</p>
    <div class="share-bar" aria-hidden="true">
      ${figures.data.map((row) => html`<span data-tier=${row.class} style="flex-grow:${row.customers}"></span>`)}
    </div>
    <table>
      <thead>
        <tr>
          <th scope="col">${t('home.tiers.class')}</th>
          <th scope="col" class="number">${t('home.tiers.customers')}</th>
          <th scope="col" class="number">${t('home.tiers.spend')}</th>
        </tr>
      </thead>
      <tbody>
        ${figures.data.map(
          (row) => html`<tr>
            <td>${tierBadge(row.class)} <a class="row-link" href="/customers?tier=${row.class}">${word('tier', row.class)}</a></td>
            <td class="number">${number(row.customers)}</td>
            <td class="number">${money(row.net_spend)}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
}

/** Where one does what a task is about. */
function opens(task: Task): string {
  if (task.about_id?.startsWith('cpl_')) return `/complaints/${task.about_id}`;
  return task.customer_id ? `/customers/${task.customer_id}` : '';
}

/** What waits for this person's word: how many of each kind, the oldest of them, and one's own that came back. */
function waitingCard(waiting: Loading<Waiting>): TemplateResult {
  const row = (one: Approval) => html`<li>${approvalLine(one, () => '')}</li>`;
  return html`<section class="card" aria-labelledby="home-waiting">
    <h2 id="home-waiting">${t('home.waiting')}</h2>
    ${loaded(waiting, ({ data, counts, returned }) =>
      data.length + returned.length === 0
        ? html`<p class="quiet">${t('home.waiting.empty')}</p>`
        : html`<p class="buttons">
              ${counts
                .filter(({ count }) => count > 0)
                .map(
                  ({ kind, count }) =>
                    html`<span class="tag">${pair(word('approval_kind', kind), number(count))}</span>`,
                )}
            </p>
            <ul class="list">
              ${data.slice(0, shown).map(row)} ${returned.map(row)}
            </ul>`,
    )}
    <p><a href="/inbox">${t('home.waiting.all')}</a></p>
  </section>`;
}

function tasksCard(tasks: Loading<Task[]>, finish: (task: Task) => Promise<void>): TemplateResult {
  const row = (task: Task) => html`<li>
    <span>
      ${opens(task) ? html`<a href=${opens(task)}>${task.title}</a>` : task.title}
      ${task.due_on ? html`<br />${dueDay(task.due_on)}` : nothing}
    </span>
    ${
      can('tasks:write')
        ? html`<button
            type="button"
            class="button small"
            aria-label=${t('home.task.done_of', { title: task.title })}
            @click=${() => void finish(task)}
          >
            ${t('home.task.done')}
          </button>`
        : nothing
    }
  </li>`;
  return html`<section class="card" aria-labelledby="home-tasks">
    <h2 id="home-tasks">${t('home.tasks')}</h2>
    ${loaded(tasks, (rows) =>
      rows.length === 0
        ? html`<p class="quiet">${t('home.tasks.empty')}</p>`
        : html`<ul class="list">${rows.map(row)}</ul>`,
    )}
  </section>`;
}

/** Nothing where nothing came in: there is no need to say so. */
function importsCard(imports: Loading<Import[]>): OptionalView {
  if (!imports.failure && !imports.value?.length) return nothing;
  const row = (one: Import) => html`<li>
    <span>
      <a href="/imports/${one.id}">${one.file_name}</a><br />
      <small class="quiet">${wasTried(one) ? t('home.imports.rows', { accepted: one.counts.accepted ?? 0, rejected: one.counts.rejected ?? 0 }) : t('imports.untried')}</small>
    </span>
    ${stateBadge('import_state', one.state)}
  </li>`;
  return html`<section class="card" aria-labelledby="home-imports">
    <h2 id="home-imports">${t('home.imports')}</h2>
    ${loaded(imports, (rows) => html`<ul class="list">${rows.map(row)}</ul>`)}
  </section>`;
}

/** What runs; when nothing does, the tray says what ran. */
function jobsCard(refresh: () => void): OptionalView {
  const running = watchedJobs().filter((job) => !isOver(job));
  if (running.length === 0) return nothing;
  return html`<section class="card" aria-labelledby="home-jobs">
    <h2 id="home-jobs">${t('home.jobs')}</h2>
    <ul class="list">${running.map((job) => html`<li>${jobView(job, refresh)}</li>`)}</ul>
  </section>`;
}
