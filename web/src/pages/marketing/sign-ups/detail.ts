/** One form: its code to scan and its address, what it asks, and what came in by it. */
import { html, type TemplateResult } from 'lit';
import {
  changeSignUpForm,
  listSignUps,
  readSignUpForm,
  type SignUp,
  type SignUpForm,
  type SignUpQuery,
} from '../../../api/marketing/sign-ups.ts';
import { type ChannelStatus, listChannels } from '../../../api/messaging/templates.ts';
import { can } from '../../../api/session.ts';
import { apiQuery, withQuery } from '../../../models/url-state.ts';
import { ownerName, refusalAt } from '../../../ui/belonging.ts';
import { actionButton, fact, figure, number, stateBadge, titleBlock } from '../../../ui/components.ts';
import { copyButton } from '../../../ui/copy-button.ts';
import { detailPage } from '../../../ui/detail-page.ts';
import { Directory } from '../../../ui/directory.ts';
import type { Filters } from '../../../ui/filters.ts';
import { Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { PagedList } from '../../../ui/paged-list.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { joined, language, pair, t, word } from '../../../ui/text.ts';
import { formDialog } from './dialog.ts';
import { signUpsCard } from './sign-ups-card.ts';

export const openSignUpForm: OpenPage = (context) => new SignUpFormPage(context);

class SignUpFormPage {
  private readonly id: string;
  private readonly form: Loading<SignUpForm>;
  private readonly signUps: PagedList<SignUp>;
  private readonly directory: Directory;
  private readonly editing;
  private channels: readonly ChannelStatus[] = [];
  private url: URL;

  constructor(private readonly context: PageContext) {
    const { refresh } = context;
    this.id = context.params.id ?? '';
    this.url = context.url;
    this.form = new Loading(refresh);
    this.signUps = new PagedList(refresh);
    this.directory = new Directory(refresh, ['units']);
    const lookUps = () => ({ units: this.directory.units, channels: this.channels });
    this.editing = formDialog(refresh, lookUps, () => this.changed(t('common.saved')));
    void this.load();
    void this.loadSignUps();
    void this.loadChannels();
  }

  private load = (): Promise<unknown> => this.form.load(() => readSignUpForm(this.id, this.context.signal));

  private async loadChannels(): Promise<void> {
    if (!can('templates:read')) return;
    this.channels = await listChannels(this.context.signal).then(
      ({ data }) => data,
      () => [],
    );
    this.context.refresh();
  }

  private async loadSignUps(): Promise<void> {
    const asked = apiQuery(this.url, [], ['state']) as SignUpQuery;
    await this.signUps.open((cursor) =>
      listSignUps(this.id, { limit: 50, ...asked, cursor }, this.context.signal),
    );
  }

  private changed(text: string): void {
    announce(text);
    void this.load();
  }

  private readonly filters: Filters = {
    value: (name) => this.url.searchParams.get(name) ?? '',
    set: (changes) => this.context.go(withQuery(this.url, changes), { replace: true }),
  };

  title = (): string => this.form.value?.name ?? t('nav.sign_up_forms');

  urlChanged = (url: URL): void => {
    this.url = url;
    void this.loadSignUps();
  };

  view = (): TemplateResult => {
    const back = { href: '/sign-up-forms', label: t('nav.sign_up_forms') };
    const ready = this.signUps.first.value !== undefined || this.signUps.first.failure !== undefined;
    return html`${detailPage(this.form, back, (form) => this.whole(form, back), ready && this.directory.isRead)} ${this.editing.view()}`;
  };

  private whole(form: SignUpForm, back: { href: string; label: string }): TemplateResult {
    const { sign_ups: counts } = form;
    return html`${titleBlock({
      title: form.name,
      back,
      chips: stateBadge('sign_up_form_state', form.state),
      tools: this.tools(form),
    })}
    <div class="stack">
      ${form.out_of_reach.map((channel) => html`<p class="note warn">${t('sign_ups.out_of_reach', { channel: word('sign_up_channel', channel) })}</p>`)}
      <div class="figures">
        ${figure(t('words.sign_up_state.confirmed'), number(counts.confirmed))}
        ${figure(t('words.sign_up_state.pending'), number(counts.pending))}
        ${figure(t('words.sign_up_state.expired'), number(counts.expired))}
        ${figure(t('words.sign_up_state.refused'), number(counts.refused))}
      </div>
      <section class="card" aria-labelledby="address-title">
        <h2 id="address-title">${t('sign_ups.address')}</h2>
        <img class="qr" width="200" height="200" alt=${t('sign_ups.qr')} src="data:image/svg+xml,${encodeURIComponent(form.qr_svg)}" />
        <p><a href=${form.url} target="_blank" rel="noopener">${form.url}</a> ${copyButton(form.url)}</p>
        <p><a class="button small" download="${form.name}.svg" href="data:image/svg+xml,${encodeURIComponent(form.qr_svg)}">${t('sign_ups.qr.download')}</a></p>
      </section>
      <section class="card">
        <dl class="facts">${this.facts(form)}</dl>
      </section>
      ${signUpsCard(this.signUps, this.filters)}
    </div>`;
  }

  private facts(form: SignUpForm): TemplateResult {
    const asks = (['email', 'phone', 'birthday'] as const).filter((name) => form.asked[name] !== 'off');
    const asked = asks.map((name) => pair(t(`sign_ups.${name}`), word('sign_up_ask', form.asked[name])));
    return html`${fact(t('common.owner'), ownerName(this.directory.units, form.unit_id))}
      ${fact(t('sign_ups.source'), word('source', form.source))}
      ${fact(t('sign_ups.asked'), joined(asked))}
      ${fact(t('sign_ups.consents'), joined(form.consents.map((one) => word('sign_up_channel', one))))}
      ${fact(t('sign_ups.wording', { language: word('language', language()) }), form.wording[language()])}
      ${fact(t('sign_ups.wording_version'), form.wording_version)}
      ${fact(t('sign_ups.origins'), joined(form.origins))}`;
  }

  private tools(form: SignUpForm): TemplateResult {
    const action = 'sign_ups:write';
    const refused = refusalAt(action, this.directory.units, form.unit_id);
    const isOpen = form.state === 'open';
    return html`${actionButton({ action, refused, label: t('common.edit'), icon: 'edit', run: () => this.editing.show(form) })}
      ${actionButton({ action, refused, label: t(isOpen ? 'sign_ups.close' : 'sign_ups.open'), run: () => void this.turn(form, isOpen ? 'closed' : 'open') })}`;
  }

  private async turn(form: SignUpForm, state: SignUpForm['state']): Promise<void> {
    try {
      await changeSignUpForm(form, { state });
      this.changed(t('common.saved'));
    } catch (error) {
      announce(problemText(error).title);
    }
  }
}
