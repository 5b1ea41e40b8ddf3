/** A template while it is written: its words in both languages, and beside them how a customer would get it. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Tagged } from '../../../api/client.ts';
import { searchCustomers } from '../../../api/customers/profiles.ts';
import {
  changeTemplate,
  createTemplate,
  type NewTemplate,
  previewContents,
  readTemplate,
  type Template,
  type TemplatePreview,
  type Trial,
} from '../../../api/messaging/templates.ts';
import { isAbort, ProblemError } from '../../../api/problem.ts';
import {
  contentsOf,
  draftOf,
  isBlank,
  languages,
  type TemplateDraft,
} from '../../../models/messaging/template.ts';
import { aside } from '../../../ui/aside.ts';
import { ownerField, ownerName, ownerUnits, refusalAt } from '../../../ui/belonging.ts';
import { actionButton, refusal, stateBadge, titleBlock } from '../../../ui/components.ts';
import { Confirm } from '../../../ui/confirm.ts';
import { detailPage } from '../../../ui/detail-page.ts';
import { Directory } from '../../../ui/directory.ts';
import { draft, draftNote } from '../../../ui/draft.ts';
import { formButtons, formProblem, inputField, selectField } from '../../../ui/fields.ts';
import { Form } from '../../../ui/form.ts';
import { Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { wordOptions } from '../../../ui/options.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { pair, t } from '../../../ui/text.ts';
import { contentFields } from './content-fields.ts';
import { type Asked, previewCard } from './preview-card.ts';
import { TestSendCard } from './test-send-card.ts';

export const openTemplate: OpenPage = (context) => new EditorPage(context);

/** How long after a key the preview is asked for, in milliseconds. */
const pause = 400;

class EditorPage {
  private readonly id: string | undefined;
  private form: Form;
  private readonly template: Loading<{ saved: Tagged<Template> | undefined }>;
  private readonly confirm: Confirm;
  private readonly directory: Directory;
  private readonly test: TestSendCard;
  private draft: TemplateDraft = draftOf(undefined);
  private channel: Template['channel'] = 'email';
  private purpose: Template['purpose'] = 'marketing';
  private asked: Asked = { language: '', who: '' };
  private customer: { id: string; name: string } | undefined;
  private nobody = false;
  private preview: TemplatePreview | undefined;
  private failure: unknown;
  private faults: string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | undefined;

  constructor(private readonly context: PageContext) {
    const { refresh } = context;
    this.id = context.params.id;
    this.form = new Form('template', refresh);
    this.template = new Loading(refresh);
    this.confirm = new Confirm(refresh);
    this.directory = new Directory(refresh, ['units']);
    this.test = new TestSendCard(refresh);
    void this.load();
  }

  private async load(): Promise<void> {
    const { id } = this;
    await this.template.load(async () => {
      const saved = id ? await readTemplate(id, this.context.signal) : undefined;
      if (saved) this.take(saved.value);
      return { saved };
    });
    if (this.begun()) void this.ask();
  }

  private take(template: Template): void {
    this.draft = draftOf(template.contents);
    this.channel = template.channel;
    this.purpose = template.purpose;
  }

  private begun(): boolean {
    return languages.some((language) => !isBlank(this.draft[language]));
  }

  private schedule = (): void => {
    clearTimeout(this.timer);
    if (this.begun()) this.timer = setTimeout(() => void this.ask(), pause);
  };

  /** What stands in the form is the draft; fields that are not drawn keep what they had. */
  private typed = (event: Event): void => {
    const control = event.target as HTMLInputElement;
    const [, language, part] = control.name.split('/');
    if (control.name === 'channel') this.channel = control.value as Template['channel'];
    else if (control.name === 'purpose') this.purpose = control.value as Template['purpose'];
    else if (language && part) {
      const words = this.draft[language as keyof TemplateDraft];
      words[part as keyof typeof words] = control.value;
    } else return;
    this.schedule();
    this.context.refresh();
  };

  /** Words of a language that is not drawn at the moment are kept too. */
  private readonly kept = {
    read: () => JSON.stringify(this.draft),
    write: (text: string) => {
      this.draft = JSON.parse(text) as TemplateDraft;
      this.schedule();
      this.context.refresh();
    },
  };

  /** As it was before anything was typed. */
  private renew(): void {
    this.form = new Form('template', this.context.refresh);
    this.draft = draftOf(undefined);
    this.template.value = undefined;
    void this.load();
  }

  private trial(): Trial {
    return {
      channel: this.channel,
      purpose: this.purpose,
      contents: contentsOf(this.draft, this.channel),
      ...(this.asked.language ? { language: this.asked.language as NonNullable<Trial['language']> } : {}),
      ...(this.customer ? { customer_id: this.customer.id } : {}),
    };
  }

  /** An answer that a later key has overtaken is not shown. */
  private ask = async (): Promise<void> => {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    try {
      this.preview = await previewContents(this.trial(), asking.signal);
      this.failure = undefined;
      this.faults = [];
      this.form.errors = {};
    } catch (error) {
      if (isAbort(error)) return;
      const fields = error instanceof ProblemError && error.status === 422 ? error.fields() : undefined;
      this.failure = fields ? undefined : error;
      this.form.errors = fields ?? {};
      this.faults = Object.values(fields ?? {});
    }
    this.context.refresh();
  };

  private showAs = async (asked: Asked): Promise<void> => {
    const other = asked.who !== this.asked.who;
    this.asked = asked;
    if (other) {
      this.customer = undefined;
      if (asked.who !== '') [this.customer] = await searchCustomers(asked.who, 1).catch(() => []);
      this.nobody = asked.who !== '' && !this.customer;
    }
    if (this.begun()) await this.ask();
    this.context.refresh();
  };

  private save = async (event: SubmitEvent): Promise<void> => {
    clearTimeout(this.timer);
    this.asking?.abort();
    const saved = await this.form.submit(event, async (values, key) => {
      const name = values.text('name') ?? '';
      const contents = contentsOf(this.draft, this.channel) as NewTemplate['contents'];
      const before = this.template.value?.saved;
      if (before) return changeTemplate(before.value.id, before.tag, { name, contents });
      const owner = values.text('unit_id');
      const belongs = owner ? { unit_id: owner } : {};
      return createTemplate(
        { ...belongs, name, channel: this.channel, purpose: this.purpose, contents },
        key,
      );
    });
    if (!saved) return;
    announce(t('common.saved'));
    if ('tag' in saved) this.template.value = { saved };
    else this.context.go(`/templates/${saved.id}`);
    this.context.refresh();
  };

  private setState = (saved: Tagged<Template>): void => {
    const archiving = saved.value.state === 'active';
    const label = t(archiving ? 'templates.archive' : 'templates.reopen');
    this.confirm.ask({
      title: label,
      detail: t(archiving ? 'templates.archive.detail' : 'templates.reopen.detail', {
        name: saved.value.name,
      }),
      label,
      run: async () => {
        const next = archiving ? 'archived' : 'active';
        this.template.value = { saved: await changeTemplate(saved.value.id, saved.tag, { state: next }) };
        announce(t('common.saved'));
      },
    });
  };

  title = (): string =>
    this.id ? (this.template.value?.saved?.value.name ?? t('nav.templates')) : t('templates.new');

  languageChanged = (): void => {
    if (this.begun()) void this.ask();
  };

  leave = (): void => {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.test.leave();
  };

  view = (): TemplateResult => {
    const back = { href: '/templates', label: t('nav.templates') };
    return html`${detailPage(this.template, back, ({ saved }) => {
      return html`${titleBlock({
        title: this.title(),
        back,
        chips: saved && stateBadge('template_state', saved.value.state),
        lead: t('templates.editor.lead'),
        tools: saved && this.tools(saved),
      })} ${this.body(saved?.value)}`;
    })}
    ${this.confirm.view()}`;
  };

  private tools(saved: Tagged<Template>): TemplateResult {
    const active = saved.value.state === 'active';
    return html`${actionButton({
      action: 'templates:write',
      refused: this.refused(saved.value),
      label: t(active ? 'templates.archive' : 'templates.reopen'),
      run: () => this.setState(saved),
    })}`;
  }

  private refused(saved: Template | undefined): string | undefined {
    if (!saved) return refusal('templates:write');
    return refusalAt('templates:write', this.directory.units, saved.unit_id);
  }

  private body(saved: Template | undefined): TemplateResult {
    const refused = this.refused(saved);
    const { units } = this.directory;
    const owner = saved
      ? html`<p class="quiet wide">${pair(t('common.owner'), ownerName(units, saved.unit_id))}</p>`
      : ownerField(this.form, ownerUnits('templates:write', units));
    const cancel = () => {
      this.form.draft?.discard();
      this.context.go('/templates');
    };
    return html`<div class="main-aside">
      <form class="stack" novalidate @submit=${this.save} @input=${this.typed} ${draft(this.form, { state: this.kept })}>
        ${draftNote(this.form, () => this.renew())} ${formProblem(this.form)}
        <div class="card form">
          ${inputField(this.form, 'name', t('common.name'), { value: saved?.name, required: true, maxlength: 100, wide: true })}
          ${owner}
          ${selectField(this.form, 'channel', t('templates.channel'), wordOptions('message_channel'), { value: this.channel, disabled: saved !== undefined })}
          ${selectField(this.form, 'purpose', t('templates.purpose'), wordOptions('message_purpose'), { value: this.purpose, disabled: saved !== undefined })}
        </div>
        ${languages.map((language) =>
          contentFields({
            form: this.form,
            language,
            words: this.draft[language],
            email: this.channel === 'email',
            marketing: this.purpose === 'marketing',
          }),
        )}
        ${refused ? html`<p class="quiet">${refused}</p>` : formButtons(this.form, t('common.save'), cancel)}
      </form>
      ${aside(html`${previewCard({
        preview: this.faults.length > 0 ? undefined : this.preview,
        failure: this.failure,
        faults: this.faults,
        begun: this.begun(),
        asked: this.asked,
        nobody: this.nobody,
        showAs: (asked) => void this.showAs(asked),
        retry: () => void this.ask(),
      })}
        ${saved && !refusal('templates:write') ? this.test.view(saved, this.customer?.id) : nothing}`)}
    </div>`;
  }
}
