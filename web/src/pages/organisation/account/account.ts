/** One's own password, second factor, and the places where one is logged in. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  changePassword,
  endSession,
  type LoginSession,
  listSessions,
} from '../../../api/organisation/account.ts';
import { logOut, me } from '../../../api/session.ts';
import { formatDistance } from '../../../models/format.ts';
import { moment, pageHead } from '../../../ui/components.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { formButtons, formProblem, inputField } from '../../../ui/fields.ts';
import { Form } from '../../../ui/form.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { newPassword, newPasswordFields } from '../../../ui/new-password.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage } from '../../../ui/page.ts';
import { language, pair, t } from '../../../ui/text.ts';
import { NotificationsCard } from './notifications-card.ts';
import { SecondFactorCard } from './second-factor-card.ts';

export const openAccount: OpenPage = ({ refresh, signal }) => {
  const sessions = new Loading<LoginSession[]>(refresh);
  const confirm = new Confirm(refresh);
  let form = new Form('password', refresh);
  const factor = new SecondFactorCard(refresh, signal, confirm);
  void factor.load();
  const notifications = new NotificationsCard(refresh, signal);
  const load = () => sessions.load(async () => (await listSessions(signal)).data);
  void load();

  const save = async (event: SubmitEvent) => {
    const element = event.target as HTMLFormElement;
    const done = await form.submit(event, async (values) => {
      await changePassword(values.raw('current_password'), newPassword(values));
      return true;
    });
    if (!done) return;
    element.reset();
    form = new Form('password', refresh);
    announce(t('account.password.changed'));
    await load();
  };

  const end = (session: LoginSession) =>
    confirm.ask({
      title: t('account.session.end'),
      detail: session.current ? t('account.session.end.this') : t('account.session.end.detail'),
      label: t('account.session.end'),
      run: async () => {
        await endSession(session.id);
        if (session.current) await logOut();
        else await load();
      },
    });

  return {
    title: () => t('nav.account'),
    view: () => html`<div class="page">
      ${pageHead(t('nav.account'), me()?.email ?? '')}
      <div class="columns">
        <div class="stack">
          <section class="card" aria-labelledby="password-title">
            <h2 id="password-title">${t('account.password')}</h2>
            ${passwordForm(form, save)}
          </section>
          ${notifications.view()}
        </div>
        <div class="stack">
          ${factor.view()}
          <section class="card" aria-labelledby="sessions-title">
            <h2 id="sessions-title">${t('account.sessions')}</h2>
            ${loaded(sessions, (rows) => html`<ul class="list">${rows.map((row) => sessionView(row, end))}</ul>`)}
          </section>
        </div>
      </div>
      ${confirm.view()}
    </div>`,
  };
};

function passwordForm(form: Form, save: (event: SubmitEvent) => void): TemplateResult {
  return html`<form class="form narrow" novalidate @submit=${save}>
    ${formProblem(form)}
    ${inputField(form, 'current_password', t('account.password.current'), {
      type: 'password',
      required: true,
      autocomplete: 'current-password',
    })}
    ${newPasswordFields(form)}
    ${formButtons(form, t('account.password.save'))}
  </form>`;
}

function sessionView(session: LoginSession, end: (session: LoginSession) => void): TemplateResult {
  const name = browserName(session.user_agent ?? '');
  return html`<li>
    <span>
      <strong>${name}</strong> ${session.current ? html`<span class="tag">${t('account.session.current')}</span>` : nothing}<br />
      <small class="quiet">
        ${session.address} · ${t('account.session.used', { when: formatDistance(session.last_used_at, Date.now(), language()) })} ·
        ${t('account.session.since', { when: moment(session.created_at) })}
      </small>
    </span>
    <button
      type="button"
      class="button small"
      aria-label=${pair(t('account.session.end'), name)}
      @click=${() => end(session)}
    >
      ${t('account.session.end')}
    </button>
  </li>`;
}

/** `Chrome · Linux` out of a user agent, which says far too much. */
function browserName(agent: string): string {
  const browser = ['Edg', 'Firefox', 'Chrome', 'Safari', 'curl'].find((name) => agent.includes(name));
  const system = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS', 'Linux'].find((name) =>
    agent.includes(name),
  );
  const parts = [browser === 'Edg' ? 'Edge' : browser, system].filter(Boolean);
  return parts.length > 0 ? parts.join(' · ') : agent.slice(0, 40) || t('account.session.unknown');
}
