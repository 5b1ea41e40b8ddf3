/** A campaign while it is planned: the five parts, whom it is for, and what they get. */
import { html, nothing, type TemplateResult } from 'lit';
import { randomKey } from '../../../api/base.ts';
import type { Tagged } from '../../../api/client.ts';
import {
  type Campaign,
  type CampaignPatch,
  changeCampaign,
  createCampaign,
  type NewCampaign,
  readCampaign,
} from '../../../api/marketing/campaigns.ts';
import { activeSegments } from '../../../api/marketing/segments.ts';
import { listChannels, listTemplates, type Template } from '../../../api/messaging/templates.ts';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import { allUnits } from '../../../api/organisation/units.ts';
import { allPages } from '../../../api/pages.ts';
import { ProblemError } from '../../../api/problem.ts';
import { can } from '../../../api/session.ts';
import {
  bodyOf,
  type CampaignDraft,
  draftOf,
  keptOf,
  type SavedCampaign,
  withArm,
  withoutArm,
} from '../../../models/marketing/campaign.ts';
import { mayUse } from '../../../models/organisation/reach.ts';
import { ownerField, ownerName, ownerUnits, refusalAt } from '../../../ui/belonging.ts';
import { moment, pageHead, refusal } from '../../../ui/components.ts';
import { formButtons, formProblem } from '../../../ui/fields.ts';
import { FieldErrors, Form } from '../../../ui/form.ts';
import { Loading, loaded } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { unitOptions } from '../../../ui/options.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { problemText } from '../../../ui/problem-panel.ts';
import { pair, t } from '../../../ui/text.ts';
import {
  armFields,
  audienceFields,
  type Choices,
  moneyFields,
  nameFields,
  planFields,
} from './editor-view.ts';

export const openCampaignEditor: OpenPage = (context) => new EditorPage(context);

interface Loaded {
  saved: Tagged<Campaign> | undefined;
  choices: Choices;
}

/** How long nothing is typed before what stands there is kept, in milliseconds. */
const rest = 1200;

class EditorPage {
  private id: string | undefined;
  private readonly form: Form;
  private readonly source: Loading<Loaded>;
  private draft: CampaignDraft = draftOf(undefined);
  /** To which it belongs; empty while there is nothing to choose. */
  private owner = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What is on its way: a draft is kept one version after the other. */
  private keeping: Promise<void> = Promise.resolve();
  private kept: { at: string } | { failure: unknown } | undefined;
  /** The same for every try to make it whose outcome is not known. */
  private key = randomKey();

  constructor(private readonly context: PageContext) {
    this.id = context.params.id;
    this.form = new Form('campaign', context.refresh);
    this.source = new Loading(context.refresh);
    void this.load();
  }

  private async load(): Promise<void> {
    const { signal } = this.context;
    await this.source.load(async () => {
      const templates = allPages<Template>((cursor) =>
        listTemplates({ state: ['active'], limit: 100, cursor }, signal),
      );
      const saved = this.id ? await readCampaign(this.id, signal) : undefined;
      const units = can('units:read') ? await allUnits() : [];
      const owners = unitOptions(ownerUnits('campaigns:write', units));
      this.owner = saved?.value.unit_id ?? owners[0]?.value ?? '';
      const choices: Choices = {
        units,
        segments: await activeSegments(),
        templates: await templates,
        channels: (await listChannels(signal)).data,
        currency: await organisationCurrency(),
      };
      this.draft = draftOf(saved?.value as SavedCampaign | undefined);
      return { saved, choices };
    });
  }

  /** What stands in the form is the draft. */
  private typed = (event: Event): void => {
    const control = event.target as HTMLInputElement;
    const { draft } = this;
    const { name, value } = control;
    const [part, second, third] = name.split('/');
    if (name === 'unit_id') this.owner = value;
    else if (part === 'plan' && third === 'goal') draft.goal = value;
    else if (part === 'plan' && third === 'target') draft.target = value;
    else if (part === 'plan' && second && third) draft.texts[`${second}/${third}`] = value;
    else if (part === 'arms' && second && third) this.typedArm(Number(second), third, value);
    else if (part === 'segments' || part === 'exclude')
      draft[part] = chosen(draft[part], value, control.checked);
    else if (name === 'control_share') draft.control = value;
    else if (name === 'attribution_days') draft.days = value;
    else if (name === 'margin_rate') draft.margin = value;
    else if (name === 'send_until') draft.until = value;
    else if (
      name === 'name' ||
      name === 'channel' ||
      name === 'purpose' ||
      name === 'budget' ||
      name === 'cost'
    )
      draft[name] = value;
    this.keepSoon();
    this.context.refresh();
  };

  /** A campaign is a draft from its first word: it is kept whenever one pauses. */
  private keepSoon(): void {
    clearTimeout(this.timer);
    const saved = this.source.value?.saved?.value;
    if (refusal('campaigns:write', true) || (saved && saved.state !== 'draft')) return;
    this.timer = setTimeout(this.keepNow, rest);
  }

  private keepNow = (): Promise<void> => {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.keeping = this.keeping.then(() => this.keep());
    return this.keeping;
  };

  private async keep(): Promise<void> {
    const found = this.source.value;
    if (!found || this.form.busy) return;
    const body = keptOf(this.draft, found.choices.currency, t('campaigns.unnamed'));
    try {
      if (found.saved) {
        found.saved = await changeCampaign(found.saved.value.id, found.saved.tag, body as CampaignPatch);
      } else {
        const made = await createCampaign(body as NewCampaign, this.key);
        found.saved = await readCampaign(made.id);
        this.id = made.id;
        this.context.moved(`/campaigns/${made.id}/plan`);
      }
      this.kept = { at: new Date().toISOString() };
    } catch (failure) {
      if (failure instanceof ProblemError) this.key = randomKey();
      this.kept = { failure };
    }
    this.context.refresh();
  }

  /** What becomes of what is typed, in one line. */
  private keptLine(): TemplateResult {
    const { kept } = this;
    const text = !kept
      ? t('campaigns.kept.soon')
      : 'at' in kept
        ? t('campaigns.kept.at', { at: moment(kept.at) })
        : t('campaigns.kept.not', { reason: problemText(kept.failure).title });
    return html`<p class="quiet" role="status">${text}</p>`;
  }

  leave = (): void => {
    if (this.timer !== undefined) void this.keepNow();
  };

  private typedArm(index: number, field: string, value: string): void {
    const arm = this.draft.arms[index];
    if (!arm) return;
    if (field === 'template_id') arm.template = value;
    else if (field === 'name' || field === 'share') arm[field] = value;
  }

  private setArms = (arms: CampaignDraft['arms']): void => {
    this.draft.arms = arms;
    this.keepSoon();
    this.context.refresh();
  };

  private save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.keeping;
    const saved = await this.form.submit(event, async (_values, key) => {
      const found = this.source.value;
      const read = bodyOf(this.draft, found?.choices.currency ?? 'CNY');
      if ('faults' in read)
        throw new FieldErrors(Object.fromEntries(read.faults.map((field) => [field, t('form.invalid')])));
      const before = found?.saved;
      if (before)
        return (await changeCampaign(before.value.id, before.tag, read.body as CampaignPatch)).value;
      const belongs = this.owner ? { unit_id: this.owner } : {};
      return createCampaign({ ...(read.body as NewCampaign), ...belongs }, key);
    });
    if (!saved) return;
    announce(t('common.saved'));
    this.context.go(`/campaigns/${saved.id}`);
  };

  title = (): string =>
    this.id ? (this.source.value?.saved?.value.name ?? t('nav.campaigns')) : t('campaigns.new');

  view = (): TemplateResult => html`<div class="page">
    ${pageHead(this.title(), t('campaigns.editor.lead'))} ${loaded(this.source, (found) => this.body(found), 8)}
  </div>`;

  /** A choice is drawn as what one types is: by the form's own input event. */
  private ownerChoice({ units }: Choices): TemplateResult | typeof nothing {
    const field = ownerField(this.form, ownerUnits('campaigns:write', units), {
      value: this.owner,
      set: () => undefined,
    });
    return field === nothing ? nothing : html`<div class="card form">${field}</div>`;
  }

  private body({ saved, choices }: Loaded): TemplateResult {
    const { form, draft } = this;
    const closed = saved && saved.value.state !== 'draft';
    const right = saved
      ? refusalAt('campaigns:write', choices.units, saved.value.unit_id)
      : refusal('campaigns:write');
    const refused = closed ? t('campaigns.editor.closed') : right;
    const usable = <T extends { unit_id: string }>(all: readonly T[]) =>
      all.filter((one) => this.owner === '' || mayUse(choices.units, this.owner, one.unit_id));
    const named = { ...choices, segments: usable(choices.segments), templates: usable(choices.templates) };
    const owner = saved
      ? html`<p class="quiet">${pair(t('common.owner'), ownerName(choices.units, saved.value.unit_id))}</p>`
      : this.ownerChoice(choices);
    const cancel = () => this.context.go(this.id ? `/campaigns/${this.id}` : '/campaigns');
    return html`<form class="stack" novalidate @submit=${this.save} @input=${this.typed}>
      ${formProblem(form)} ${refused ? nothing : this.keptLine()} ${nameFields(form, draft, choices)} ${owner}
      ${planFields(form, draft, 'purpose')} ${audienceFields(form, draft, named)}
      ${armFields({
        form,
        draft,
        choices: named,
        add: () => this.setArms(withArm(draft.arms)),
        remove: (key) => this.setArms(withoutArm(draft.arms, key)),
      })}
      ${planFields(form, draft, 'market')} ${planFields(form, draft, 'strategy')} ${planFields(form, draft, 'execution')}
      ${moneyFields(form, draft)} ${planFields(form, draft, 'evaluation')}
      ${refused ? html`<p class="quiet">${refused}</p>` : formButtons(form, t('common.save'), cancel)}
    </form>`;
  }
}

function chosen(ids: readonly string[], id: string, checked: boolean): string[] {
  const others = ids.filter((one) => one !== id);
  return checked ? [...others, id] : others;
}
