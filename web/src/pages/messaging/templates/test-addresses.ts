/** One's own addresses for test messages: added, verified by the code that was sent there, removed. */
import { html, type TemplateResult } from 'lit';
import {
  addTestAddress,
  listTestAddresses,
  type NewTestAddress,
  removeTestAddress,
  sendCodeAgain,
  type TestAddress,
  verifyTestAddress,
} from '../../../api/messaging/test-addresses.ts';
import { me } from '../../../api/session.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { formButtons, formProblem, inputField } from '../../../ui/fields.ts';
import { Form } from '../../../ui/form.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { pair, t } from '../../../ui/text.ts';

type Channel = NewTestAddress['channel'];

export class TestAddresses {
  private readonly list: Loading<TestAddress[]>;
  private readonly adding: Form;
  private readonly confirm: Confirm;
  private readonly codes = new Map<string, Form>();

  constructor(private readonly refresh: () => void) {
    this.list = new Loading(refresh);
    this.adding = new Form('test-address', refresh);
    this.confirm = new Confirm(refresh);
    void this.load();
  }

  private load = () => this.list.load(async () => (await listTestAddresses()).data);

  /** The addresses of a channel that test messages may go to. */
  verified(channel: Channel): TestAddress[] {
    return this.of(channel).filter((one) => one.verified_at);
  }

  private of(channel: Channel): TestAddress[] {
    return (this.list.value ?? []).filter((one) => one.channel === channel);
  }

  private async add(event: SubmitEvent, channel: Channel): Promise<void> {
    const added = await this.adding.submit(event, (values, key) =>
      addTestAddress({ channel, address: values.text('address') ?? '' }, key),
    );
    if (!added) return;
    announce(t('templates.test.code.sent', { address: added.address }));
    await this.load();
  }

  private async verify(event: SubmitEvent, one: TestAddress): Promise<void> {
    const done = await this.codeForm(one).submit(event, (values) =>
      verifyTestAddress(one.id, values.text('code') ?? ''),
    );
    if (!done) return;
    this.codes.delete(one.id);
    announce(t('templates.test.verified', { address: one.address }));
    await this.load();
  }

  private async again(one: TestAddress): Promise<void> {
    const form = this.codeForm(one);
    try {
      await sendCodeAgain(one.id);
      form.failure = undefined;
      announce(t('templates.test.code.sent', { address: one.address }));
    } catch (error) {
      form.failure = error;
    }
    this.refresh();
  }

  private remove(one: TestAddress): void {
    this.confirm.ask({
      title: t('templates.test.remove'),
      detail: t('templates.test.remove.detail', { address: one.address }),
      label: t('templates.test.remove'),
      run: async () => {
        await removeTestAddress(one.id);
        await this.load();
      },
    });
  }

  private codeForm(one: TestAddress): Form {
    const form = this.codes.get(one.id) ?? new Form(`code-${one.id}`, this.refresh);
    this.codes.set(one.id, form);
    return form;
  }

  view(channel: Channel): TemplateResult {
    const own = channel === 'email' && this.of(channel).length === 0 ? me()?.email : '';
    return html`<h3>${t('templates.test.addresses')}</h3>
      <p class="quiet">${t('templates.test.addresses.hint')}</p>
      ${loaded(
        this.list,
        () => html`<ul class="plain stack">
          ${this.of(channel).map((one) => this.row(one))}
        </ul>`,
        2,
      )}
      <form class="form" novalidate @submit=${(event: SubmitEvent) => void this.add(event, channel)}>
        ${formProblem(this.adding)}
        ${inputField(this.adding, 'address', t(labels[channel]), { value: own ?? '', required: true, maxlength: 254, wide: true })}
        ${formButtons(this.adding, t('templates.test.add'))}
      </form>
      ${this.confirm.view()}`;
  }

  private row(one: TestAddress): TemplateResult {
    const remove = html`<button
      type="button"
      class="button small"
      aria-label=${pair(t('templates.test.remove'), one.address)}
      @click=${() => this.remove(one)}
    >${t('templates.test.remove')}</button>`;
    if (one.verified_at) {
      return html`<li><span>${one.address}</span> <span class="badge">${t('templates.test.is_verified')}</span> ${remove}</li>`;
    }
    const form = this.codeForm(one);
    return html`<li>
      <form class="form" novalidate @submit=${(event: SubmitEvent) => void this.verify(event, one)}>
        ${formProblem(form)}
        ${inputField(form, 'code', t('templates.test.code', { address: one.address }), {
          required: true,
          minlength: 6,
          maxlength: 6,
          inputmode: 'numeric',
          autocomplete: 'one-time-code',
          wide: true,
        })}
        ${formButtons(form, t('templates.test.verify'))}
      </form>
      <div class="buttons">
        <button type="button" class="button small" @click=${() => void this.again(one)}>${t('templates.test.code.again')}</button>
        ${remove}
      </div>
    </li>`;
  }
}

const labels = {
  email: 'templates.test.address.email',
  sms: 'templates.test.address.sms',
  wechat: 'templates.test.address.wechat',
} as const;
