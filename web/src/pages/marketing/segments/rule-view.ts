/** A group of a rule with its parts, groups inside groups. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  bare,
  changed,
  conditionAbout,
  errorsAt,
  extended,
  type GroupKind,
  groupKind,
  negate,
  type Part,
  type PointedError,
  partsOf,
  pointerTo,
  type Way,
} from '../../../models/marketing/segment-rule.ts';
import { checkField } from '../../../ui/fields.ts';
import { icon } from '../../../ui/icons.ts';
import { t } from '../../../ui/text.ts';
import { type Choices, conditionView } from './condition-view.ts';

export interface RuleState {
  /** The whole rule. */
  rule: Part;
  /** Where this part stands in it. */
  way: Way;
  errors: readonly PointedError[];
  choices: Choices;
  change: (rule: Part) => void;
}

/** Groups may be nested so deep. */
const maxDepth = 4;

export function partAt(rule: Part, way: Way): Part {
  return way.reduce((part, index) => partsOf(bare(part).part)[index] ?? { all: [] }, rule);
}

export function groupView(state: RuleState): TemplateResult {
  const { rule, way, change } = state;
  const { part, negated } = bare(partAt(rule, way));
  const kind = groupKind(part) ?? 'all';
  const name = way.length > 0 ? t('segments.group', { name: partName(way) }) : t('segments.group.root');
  const errors = errorsAt(state.errors, pointerTo(rule, way), kind);
  const regroup = (next: GroupKind) =>
    change(changed(rule, way, () => negate({ [next]: partsOf(part) }, negated)));
  const add = (more: Part) => change(extended(rule, way, more));
  const id = `group-${way.join('-')}`;
  return html`<fieldset class="rule-group" aria-describedby=${errors.length > 0 ? `${id}-error` : nothing}>
    <legend>${name}</legend>
    <div class="rule-head">
      <div class="field">
        <label for=${id}>${t('segments.group.kind')}</label>
        <select id=${id} @change=${(event: Event) => regroup((event.target as HTMLSelectElement).value as GroupKind)}>
          <option value="all" ?selected=${kind === 'all'}>${t('segments.group.all')}</option>
          <option value="any" ?selected=${kind === 'any'}>${t('segments.group.any')}</option>
        </select>
      </div>
      ${way.length > 0 ? partTools(state, part, negated) : nothing}
    </div>
    ${errorList(`${id}-error`, errors)}
    ${repeat(
      partsOf(part),
      (_, index) => index,
      (_, index) => inner({ ...state, way: [...way, index] }),
    )}
    <div class="buttons">
      <button type="button" class="button small" aria-label="${t('segments.add.condition')}: ${name}" @click=${() => add(conditionAbout('choice.tier'))}>
        ${icon('plus')} ${t('segments.add.condition')}
      </button>
      ${
        way.length < maxDepth
          ? html`<button type="button" class="button small" aria-label="${t('segments.add.group')}: ${name}" @click=${() => add({ any: [conditionAbout('choice.tier')] })}>
              ${icon('plus')} ${t('segments.add.group')}
            </button>`
          : nothing
      }
    </div>
  </fieldset>`;
}

function inner(state: RuleState): TemplateResult {
  const { rule, way, change, choices } = state;
  const { part, negated } = bare(partAt(rule, way));
  if (groupKind(part)) return groupView(state);
  const errors = errorsAt(state.errors, pointerTo(rule, way), undefined);
  const id = `part-${way.join('-')}`;
  return html`<fieldset class="rule-part" aria-describedby=${errors.length > 0 ? `${id}-error` : nothing} data-invalid=${errors.length > 0 ? 'true' : 'false'}>
    <legend class="visually-hidden">${t('segments.condition', { name: partName(way) })}</legend>
    ${conditionView({ id, part, choices, change: (next) => change(changed(rule, way, () => negate(next, negated))) })}
    <div class="rule-head">${partTools(state, part, negated)}</div>
    ${errorList(`${id}-error`, errors)}
  </fieldset>`;
}

function errorList(id: string, errors: readonly string[]): TemplateResult | typeof nothing {
  if (errors.length === 0) return nothing;
  return html`<div id=${id}>${errors.map((error) => html`<p class="field-error">${error}</p>`)}</div>`;
}

function partTools({ rule, way, change }: RuleState, part: Part, negated: boolean): TemplateResult {
  return html`${checkField(`not-${way.join('-')}`, t('segments.not'), {
    checked: negated,
    onChange: (next) => change(changed(rule, way, () => negate(part, next))),
  })}
  <button type="button" class="button small quiet" aria-label="${t('segments.remove')}: ${partName(way)}" @click=${() => change(changed(rule, way, () => undefined))}>
    ${icon('close')} ${t('segments.remove')}
  </button>`;
}

/** `1.2` is the second part of the first. */
const partName = (way: Way): string => way.map((index) => index + 1).join('.');
