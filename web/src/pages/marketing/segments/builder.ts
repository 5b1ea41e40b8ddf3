/** The rule builder: nested groups, whom the rule finds while it is made, and the saving. */

import { html, nothing, type TemplateResult } from 'lit';
import { allCategories } from '../../../api/catalogue/products.ts';
import type { Tagged } from '../../../api/client.ts';
import { allAttributes } from '../../../api/customers/attributes.ts';
import { allProgrammes } from '../../../api/loyalty/programmes.ts';
import {
  activeSegments,
  changeSegment,
  createSegment,
  type Preview,
  previewRule,
  type Rule,
  readSegment,
  type Segment,
} from '../../../api/marketing/segments.ts';
import { organisationCurrency } from '../../../api/organisation/currency.ts';
import { allUnits, type Unit } from '../../../api/organisation/units.ts';
import { isAbort, ProblemError } from '../../../api/problem.ts';
import { can } from '../../../api/session.ts';
import { editable, type Part, type PointedError, partsOf } from '../../../models/marketing/segment-rule.ts';
import { mayUse } from '../../../models/organisation/reach.ts';
import { aside } from '../../../ui/aside.ts';
import { ownerField, ownerUnits } from '../../../ui/belonging.ts';
import { titleBlock } from '../../../ui/components.ts';
import { detailPage } from '../../../ui/detail-page.ts';
import { draft, draftNote } from '../../../ui/draft.ts';
import { formButtons, formProblem, inputField, textField } from '../../../ui/fields.ts';
import { Form } from '../../../ui/form.ts';
import { Loading } from '../../../ui/loading.ts';
import { announce } from '../../../ui/notices.ts';
import { unitOptions } from '../../../ui/options.ts';
import type { OpenPage, PageContext } from '../../../ui/page.ts';
import { t } from '../../../ui/text.ts';
import type { Choices } from './condition-view.ts';
import { previewCard } from './preview-card.ts';
import { groupView } from './rule-view.ts';

export const openSegmentBuilder: OpenPage = (context) => new BuilderPage(context);

/** How long after a change the preview is asked for. */
const pause = 400;

interface Loaded {
  /** The segment whose rule is edited; none for a new one. */
  saved: Tagged<Segment> | undefined;
}

class BuilderPage {
  private readonly id: string | undefined;
  private form: Form;
  private readonly segment: Loading<Loaded>;
  private rule: Part = { all: [] };
  private preview: Preview | undefined;
  private previewFailure: unknown;
  private errors: PointedError[] = [];
  private busy = false;
  /** To which it belongs; empty while there is nothing to choose. */
  private owner = '';
  private named: Segment[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | undefined;
  private choices: Choices = {
    units: [],
    categories: [],
    segments: [],
    programmes: [],
    attributes: [],
    currency: 'CNY',
  };

  constructor(private readonly context: PageContext) {
    const { id } = context.params;
    this.id = id;
    this.form = new Form('segment', context.refresh);
    this.segment = new Loading(context.refresh);
    void this.load();
  }

  private async load(): Promise<void> {
    const { signal, refresh } = this.context;
    const id = this.id;
    await this.segment.load(async () => {
      const [units, categories, segments, programmes, attributes, currency, segment] = await Promise.all([
        allUnits(),
        allCategories(),
        activeSegments(),
        // Who may not see programmes makes rules without them.
        can('programmes:read') ? allProgrammes() : Promise.resolve([]),
        can('customers:read') ? allAttributes() : Promise.resolve([]),
        organisationCurrency(),
        id ? readSegment(id, signal) : Promise.resolve(undefined),
      ]);
      this.named = segments.filter((one) => one.id !== id);
      this.choices = { units, categories, segments: this.named, programmes, attributes, currency };
      const owners = unitOptions(ownerUnits('segments:write', units));
      this.setOwner(segment?.value.unit_id ?? owners[0]?.value ?? '');
      this.rule = editable(segment?.value.rule as Part | undefined);
      return { saved: segment };
    });
    if (partsOf(this.rule).length > 0) void this.ask();
    refresh();
  }

  /** A rule names only segments of the same unit and of those above. */
  private setOwner(owner: string): void {
    this.owner = owner;
    const { units } = this.choices;
    const segments = this.named.filter((one) => owner === '' || mayUse(units, owner, one.unit_id));
    this.choices = { ...this.choices, segments };
  }

  private change = (edit: (rule: Part) => Part): void => {
    this.rule = edit(this.rule);
    this.form.errors = {};
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), pause);
    this.context.refresh();
  };

  /** Asks whom the rule finds; an answer that a later change has overtaken is not shown. */
  private ask = async (): Promise<void> => {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.busy = true;
    this.context.refresh();
    try {
      this.preview = await previewRule(this.rule as Rule, this.owner, asking.signal);
      this.previewFailure = undefined;
      this.errors = [];
    } catch (error) {
      if (isAbort(error)) return;
      this.preview = undefined;
      this.errors = pointed(error);
      this.previewFailure = this.errors.length > 0 ? undefined : error;
    }
    this.busy = false;
    this.context.refresh();
  };

  /** The rule is kept with the name while it is not saved. */
  private readonly kept = {
    read: () => JSON.stringify(this.rule),
    write: (text: string) => this.change(() => JSON.parse(text) as Part),
  };

  /** As it was before anything was typed. */
  private renew(): void {
    this.form = new Form('segment', this.context.refresh);
    this.segment.value = undefined;
    void this.load();
  }

  private save = async (event: SubmitEvent): Promise<void> => {
    const rule = this.rule as Rule;
    const belongs = this.owner ? { unit_id: this.owner } : {};
    const saved = await this.form.submit(event, async (values, key) => {
      const name = values.text('name') ?? '';
      const description = values.text('description') ?? null;
      const segment = this.segment.value?.saved;
      try {
        if (!segment) return await createSegment({ ...belongs, name, description, kind: 'rule', rule }, key);
        return (await changeSegment(segment.value.id, segment.tag, { name, description, rule })).value;
      } catch (error) {
        this.errors = pointed(error);
        throw error;
      }
    });
    if (!saved) return;
    announce(t('common.saved'));
    this.context.go(`/segments/${saved.id}`);
  };

  title = (): string => (this.id ? t('segments.edit') : t('segments.new'));

  languageChanged = (): void => {
    if (partsOf(this.rule).length > 0) void this.ask();
  };

  leave = (): void => {
    clearTimeout(this.timer);
    this.asking?.abort();
  };

  view = (): TemplateResult => {
    const back = { href: '/segments', label: t('nav.segments') };
    const head = titleBlock({ title: this.title(), back, lead: t('segments.builder.lead') });
    return detailPage(this.segment, back, ({ saved }) => html`${head} ${this.body(saved?.value)}`);
  };

  private ownerChoice(): TemplateResult | typeof nothing {
    const set = (id: string) => {
      this.setOwner(id);
      this.change((rule) => rule);
    };
    return ownerField(this.form, ownerUnits('segments:write', this.choices.units as Unit[]), {
      value: this.owner,
      set,
    });
  }

  private body(segment: Segment | undefined): TemplateResult {
    const cancel = () => {
      this.form.draft?.discard();
      this.context.go(segment ? `/segments/${segment.id}` : '/segments');
    };
    return html`<form class="main-aside" novalidate @submit=${this.save} ${draft(this.form, { state: this.kept })}>
      <div class="stack">
        ${draftNote(this.form, () => this.renew())} ${formProblem(this.form)}
        <div class="card stack">
          ${inputField(this.form, 'name', t('common.name'), { value: segment?.name, required: true, maxlength: 100 })}
          ${segment ? nothing : this.ownerChoice()}
          ${textField(this.form, 'description', t('segments.description'), { value: segment?.description, rows: 2 })}
        </div>
        ${groupView({ rule: this.rule, path: [], errors: this.errors, choices: this.choices, change: this.change })}
        ${formButtons(this.form, t('common.save'), cancel)}
      </div>
      ${aside(
        previewCard({
          preview: this.preview,
          failure: this.previewFailure,
          busy: this.busy,
          faults: this.errors.length,
          begun: partsOf(this.rule).length > 0,
          retry: () => void this.ask(),
        }),
      )}
    </form>`;
  }
}

/** Faults of the rule with the pointer into it. */
function pointed(error: unknown): PointedError[] {
  if (!(error instanceof ProblemError)) return [];
  return (error.problem.errors ?? []).flatMap(({ pointer, detail }) =>
    pointer?.startsWith('/rule') ? [{ pointer: pointer.slice('/rule'.length), text: detail }] : [],
  );
}
