/** One condition of a rule: what it is about, and its values. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Category } from '../../../api/catalogue/products.ts';
import type { Attribute } from '../../../api/customers/attributes.ts';
import type { Programme } from '../../../api/loyalty/programmes.ts';
import type { Segment } from '../../../api/marketing/segments.ts';
import type { Unit } from '../../../api/organisation/units.ts';
import {
  attributeCondition,
  conditionAbout,
  isMoney,
  type Part,
  takesWindow,
  topicOf,
  withMembers,
} from '../../../models/marketing/segment-rule.ts';
import { parseAmount, toDecimal } from '../../../models/money.ts';
import { amountLabel, sign } from '../../../ui/components.ts';
import type { Option } from '../../../ui/fields.ts';
import { manyPick } from '../../../ui/many-pick.ts';
import { unitOptions, wordOptions } from '../../../ui/options.ts';
import { language, t } from '../../../ui/text.ts';

/** What conditions can name. */
export interface Choices {
  units: readonly Unit[];
  categories: readonly Category[];
  segments: readonly Segment[];
  programmes: readonly Programme[];
  attributes: readonly Attribute[];
  currency: string;
}

export interface ConditionState {
  id: string;
  part: Part;
  /** Whether it must not hold. */
  negated: boolean;
  choices: Choices;
  change: (edit: (part: Part) => Part) => void;
  negate: (negated: boolean) => void;
}

export function conditionView(state: ConditionState): TemplateResult {
  const { id, part, change } = state;
  const topic = topicOf(part);
  const option = ({ value, label }: Option) =>
    html`<option value=${value} ?selected=${value === topic}>${label}</option>`;
  const prefixed = (kind: 'choice' | 'measure', options: Option[]) =>
    options.map((one) => option({ value: `${kind}.${one.value}`, label: one.label }));
  return html`<div class="rule-fields">
    <div class="field rule-topic">
      <label for="${id}-topic">${t('segments.topic')}</label>
      <select id="${id}-topic" @change=${(event: Event) => change(() => about((event.target as HTMLSelectElement).value, state.choices))}>
        <optgroup label=${t('segments.topic.choice')}>
          ${prefixed('choice', wordOptions('segment_choice'))}
        </optgroup>
        <optgroup label=${t('segments.topic.measure')}>
          ${prefixed('measure', wordOptions('segment_measure'))}
        </optgroup>
        ${attributeTopics(state.choices, topic)}
        <optgroup label=${t('segments.topic.behaviour')}>
          ${(['bought', 'not_bought', 'birthday', 'consent', 'membership', 'segment'] as const).map((one) => option({ value: one, label: t(`segments.topic.${one}`) }))}
        </optgroup>
      </select>
    </div>
    ${operator(state)} ${fields(state)}
  </div>`;
}

/** The attributes that the chain defines; an archived one only where a rule has it. */
function attributeTopics({ attributes }: Choices, topic: string): TemplateResult | typeof nothing {
  const topics = attributes
    .map((one) => ({ value: `attribute.${one.key}`, label: one.names[language()], archived: one.archived }))
    .filter((one) => !one.archived || one.value === topic);
  if (topics.length === 0) return nothing;
  return html`<optgroup label=${t('segments.topic.attribute')}>
    ${topics.map(({ value, label }) => html`<option value=${value} ?selected=${value === topic}>${label}</option>`)}
  </optgroup>`;
}

/** An empty condition about a topic of the list. */
function about(topic: string, { attributes }: Choices): Part {
  const attribute = attributes.find(({ key }) => topic === `attribute.${key}`);
  return attribute ? attributeCondition(attribute.key, isOrdered(attribute)) : conditionAbout(topic);
}

const isOrdered = ({ value_type }: Attribute): boolean => ['integer', 'decimal', 'date'].includes(value_type);

/** Whether it must hold or must not. */
function operator({ id, part, negated, negate }: ConditionState): TemplateResult {
  const compares = 'choice' in part || 'measure' in part || 'attribute' in part;
  return html`<div class="field rule-operator">
    <label for="${id}-operator">${t('segments.operator')}</label>
    <select id="${id}-operator" @change=${(event: Event) => negate((event.target as HTMLSelectElement).value === 'not')}>
      <option value="" ?selected=${!negated}>${compares ? t('segments.operator.is') : t('segments.operator.yes')}</option>
      <option value="not" ?selected=${negated}>${compares ? t('segments.operator.is_not') : t('segments.operator.no')}</option>
    </select>
  </div>`;
}

function fields(state: ConditionState): TemplateResult {
  const [kind = ''] = Object.keys(state.part);
  const values = state.part[kind] as Part;
  switch (kind) {
    case 'choice':
      return choiceFields(state, values);
    case 'measure':
      return measureFields(state, values);
    case 'attribute':
      return attributeFields(state, values);
    case 'consent':
      return picker(state, 'channel', t('segments.channel'), wordOptions('consent_channel'), values.channel);
    case 'birthday':
      return numberField(state, 'within_days', t('segments.days_ahead'), values.within_days);
    case 'bought':
      return html`${categoryPicker(state, values, undefined)}
      ${numberField(state, 'times', t('segments.times'), values.times)}
      ${numberField(state, 'spend', t('segments.spend', { currency: sign(state.choices.currency) }), values.spend, { money: true })}
      ${numberField(state, 'within_days', t('segments.within_days'), values.within_days)}`;
    case 'not_bought':
      return html`${categoryPicker(state, values, t('segments.anything'))}
      ${numberField(state, 'within_days', t('segments.within_days'), values.within_days)}`;
    case 'membership':
      return picker(
        state,
        'programme_id',
        t('segments.programme'),
        state.choices.programmes.map((one) => ({ value: one.id, label: one.name })),
        values.programme_id,
        t('segments.programme.any'),
        true,
      );
    default:
      return picker(
        state,
        'id',
        t('segments.topic.segment'),
        state.choices.segments.map((one) => ({ value: one.id, label: one.name })),
        values.id,
        t('segments.choose'),
      );
  }
}

function categoryPicker(state: ConditionState, values: Part, any: string | undefined): TemplateResult {
  const options = state.choices.categories.map((one) => ({ value: one.id, label: one.name }));
  return picker(
    state,
    'category_id',
    t('products.category'),
    options,
    values.category_id,
    any ?? t('segments.choose'),
    any !== undefined,
  );
}

function picker(
  state: ConditionState,
  member: string,
  label: string,
  options: readonly Option[],
  value: unknown,
  empty?: string,
  optional = false,
): TemplateResult {
  const id = `${state.id}-${member}`;
  const choose = (event: Event) => {
    const chosen = (event.target as HTMLSelectElement).value;
    state.change((part) => withMembers(part, { [member]: chosen === '' && optional ? undefined : chosen }));
  };
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select id=${id} @change=${choose}>
      ${empty === undefined ? nothing : html`<option value="" ?selected=${!value}>${empty}</option>`}
      ${options.map((one) => html`<option value=${one.value} ?selected=${one.value === value}>${one.label}</option>`)}
    </select>
  </div>`;
}

/** A whole number, or an amount in the base currency; what is no number counts as not given. */
function numberField(
  state: ConditionState,
  member: string,
  label: string,
  value: unknown,
  { money = false, placeholder = '' } = {},
): TemplateResult {
  const id = `${state.id}-${member}`;
  const { currency } = state.choices;
  const shown = typeof value !== 'number' ? '' : money ? toDecimal(value, currency) : String(value);
  const read = (typed: string) => {
    if (typed.trim() === '') return undefined;
    return money ? parseAmount(typed, currency) : /^-?\d+$/.test(typed.trim()) ? Number(typed) : undefined;
  };
  const change = (event: Event) => {
    const typed = (event.target as HTMLInputElement).value;
    state.change((part) => withMembers(part, { [member]: read(typed) }));
  };
  return html`<div class="field rule-number">
    <label for=${id}>${label}</label>
    <input id=${id} placeholder=${placeholder || nothing} inputmode=${money ? 'decimal' : 'numeric'} autocomplete="off" .value=${shown} @change=${change} />
  </div>`;
}

function measureFields(state: ConditionState, values: Part): TemplateResult {
  const money = isMoney(values.of);
  const label = (text: string) => (money ? amountLabel(text, state.choices.currency) : text);
  return html`${numberField(state, 'gte', label(t('segments.at_least')), values.gte, { money })}
  ${numberField(state, 'lte', label(t('segments.at_most')), values.lte, { money })}
  ${takesWindow(values.of) ? numberField(state, 'within_days', t('segments.within_days'), values.within_days, { placeholder: t('segments.any_time') }) : nothing}`;
}

/** Levels with their programme where there are several. */
function levelOptions(programmes: readonly Programme[]): Option[] {
  const several = programmes.length > 1;
  return programmes.flatMap((programme) =>
    programme.levels.map((level) => ({
      value: level.id,
      label: several ? `${programme.name} · ${level.name}` : level.name,
    })),
  );
}

/** The values an attribute can have; none for those that are typed. */
function valuesOf(of: unknown, choices: Choices): Option[] | undefined {
  switch (of) {
    case 'kind':
      return wordOptions('customer_kind');
    case 'status':
      // The others are in no segment.
      return wordOptions('customer_status').filter((one) => !['merged', 'erased'].includes(one.value));
    case 'tier':
      return wordOptions('tier');
    case 'source':
      return wordOptions('source');
    case 'birth_month':
      return Array.from({ length: 12 }, (_, index) => ({
        value: String(index + 1),
        label: t('segments.month', { month: String(index + 1) }),
      }));
    case 'home_unit':
    case 'favourite_unit':
      return unitOptions(choices.units);
    case 'favourite_category':
      return choices.categories.map((one) => ({ value: one.id, label: one.name }));
    case 'membership_level':
      return levelOptions(choices.programmes);
    default:
      return undefined;
  }
}

const choiceFields = (state: ConditionState, values: Part): TemplateResult =>
  valuesField(state, values, valuesOf(values.of, state.choices));

function attributeFields(state: ConditionState, values: Part): TemplateResult {
  const attribute = state.choices.attributes.find(({ key }) => key === values.key);
  if (!attribute || !isOrdered(attribute))
    return valuesField(state, values, attribute && optionsOf(attribute));
  const type = attribute.value_type === 'date' ? 'date' : 'text';
  return html`${boundField(state, 'gte', t('segments.at_least'), values.gte, type)}
  ${boundField(state, 'lte', t('segments.at_most'), values.lte, type)}`;
}

/** The values of an attribute that are chosen from; none for those that are typed. */
function optionsOf({ value_type, options }: Attribute): Option[] | undefined {
  if (value_type === 'boolean')
    return [
      { value: 'true', label: t('common.yes') },
      { value: 'false', label: t('common.no') },
    ];
  if (value_type !== 'choice') return undefined;
  return options.map(({ code, names }) => ({ value: code, label: names[language()] }));
}

/** A number or a day, as it is written. */
function boundField(
  state: ConditionState,
  member: 'gte' | 'lte',
  label: string,
  value: unknown,
  type: 'date' | 'text',
): TemplateResult {
  const id = `${state.id}-${member}`;
  const change = (event: Event) => {
    const typed = (event.target as HTMLInputElement).value.trim();
    state.change((part) => withMembers(part, { [member]: typed === '' ? undefined : typed }));
  };
  return html`<div class="field rule-number">
    <label for=${id}>${label}</label>
    <input id=${id} type=${type} inputmode=${type === 'text' ? 'decimal' : nothing} autocomplete="off" .value=${String(value ?? '')} @change=${change} />
  </div>`;
}

const chosenIn = (values: Part): string[] => (Array.isArray(values.in) ? (values.in as string[]) : []);

/** Values out of a list, or typed where there is none. */
function valuesField(state: ConditionState, values: Part, options: Option[] | undefined): TemplateResult {
  const chosen = chosenIn(values);
  const put = (edit: (chosen: string[]) => string[]) =>
    state.change((part) => withMembers(part, { in: edit(chosenIn(Object.values(part)[0] as Part)) }));
  if (!options) {
    const id = `${state.id}-in`;
    const split = (typed: string) => [
      ...new Set(
        typed
          .split(/[,，、]/)
          .map((one) => one.trim())
          .filter(Boolean),
      ),
    ];
    return html`<div class="field rule-text">
      <label for=${id}>${t('segments.values')}</label>
      <input id=${id} autocomplete="off" placeholder=${t('segments.values.hint')} .value=${chosen.join(', ')} aria-describedby="${id}-hint" @change=${(event: Event) => put(() => split((event.target as HTMLInputElement).value))} />
      <p class="visually-hidden" id="${id}-hint">${t('segments.values.hint')}</p>
    </div>`;
  }
  // A value that is not offered any more stays until it is taken away.
  const gone = chosen.filter((one) => !options.some((other) => other.value === one));
  return manyPick({
    name: `${state.id}-in`,
    label: t('segments.values.any'),
    choices: [...options, ...gone.map((one) => ({ value: one, label: one }))],
    chosen,
    change: put,
  });
}
