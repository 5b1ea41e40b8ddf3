/** A group of a rule with its parts, groups inside groups. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  conditionAbout,
  errorsAt,
  type GroupKind,
  groupKind,
  negate,
  type Part,
  type Path,
  type PointedError,
  partsOf,
  pointerTo,
  unwrapNot,
  withPartAdded,
  withPartChanged,
} from '../../../models/marketing/segment-rule.ts';
import { checkField } from '../../../ui/fields.ts';
import { icon } from '../../../ui/icons.ts';
import { pair, t } from '../../../ui/text.ts';
import { type Choices, conditionView } from './condition-view.ts';

export interface RuleState {
  /** The whole rule. */
  rule: Part;
  /** Where this part stands in it. */
  path: Path;
  errors: readonly PointedError[];
  choices: Choices;
  /** Makes of the rule as it is by then another one: two changes may come before the page is drawn again. */
  change: (edit: (rule: Part) => Part) => void;
}

/** Groups may be nested so deep. */
const maxDepth = 4;

export function partAt(rule: Part, path: Path): Part {
  return path.reduce((part, index) => partsOf(unwrapNot(part).part)[index] ?? { all: [] }, rule);
}

export function groupView(state: RuleState): TemplateResult {
  const { rule, path, change } = state;
  const { part, negated } = unwrapNot(partAt(rule, path));
  const kind = groupKind(part) ?? 'all';
  const name = path.length > 0 ? t('segments.group', { name: partName(path) }) : t('segments.group.root');
  const errors = errorsAt(state.errors, pointerTo(rule, path), kind);
  const regroup = (next: GroupKind) => put(state, (one, not) => negate({ [next]: partsOf(one) }, not));
  const add = (more: Part) => change((present) => withPartAdded(present, path, more));
  const id = `group-${path.join('-')}`;
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
      ${path.length > 0 ? groupTools(state, negated) : nothing}
    </div>
    ${errorList(`${id}-error`, errors)}
    ${repeat(
      partsOf(part),
      (_, index) => index,
      (_, index) => inner({ ...state, path: [...path, index] }),
    )}
    <div class="buttons">
      <button type="button" class="button small" aria-label=${pair(t('segments.add.condition'), name)} @click=${() => add(conditionAbout('choice.tier'))}>
        ${icon('plus')} ${t('segments.add.condition')}
      </button>
      ${
        path.length < maxDepth
          ? html`<button type="button" class="button small" aria-label=${pair(t('segments.add.group'), name)} @click=${() => add({ any: [conditionAbout('choice.tier')] })}>
              ${icon('plus')} ${t('segments.add.group')}
            </button>`
          : nothing
      }
    </div>
  </fieldset>`;
}

function inner(state: RuleState): TemplateResult {
  const { rule, path, choices } = state;
  const { part, negated } = unwrapNot(partAt(rule, path));
  if (groupKind(part)) return groupView(state);
  const errors = errorsAt(state.errors, pointerTo(rule, path), undefined);
  const id = `part-${path.join('-')}`;
  return html`<fieldset class="rule-part" aria-describedby=${errors.length > 0 ? `${id}-error` : nothing} data-invalid=${errors.length > 0 ? 'true' : 'false'}>
    <legend class="visually-hidden">${t('segments.condition', { name: partName(path) })}</legend>
    ${conditionView({ id, part, negated, choices, change: (edit) => put(state, (one, not) => negate(edit(one), not)), negate: (next) => put(state, (one) => negate(one, next)) })}
    ${removeButton(state)}
    ${errorList(`${id}-error`, errors)}
  </fieldset>`;
}

/** Puts another part, made of the one that stands there and whether it must not hold, in its place. */
function put({ path, change }: RuleState, edit: (part: Part, negated: boolean) => Part): void {
  change((rule) =>
    withPartChanged(rule, path, (present) => {
      const { part, negated } = unwrapNot(present);
      return edit(part, negated);
    }),
  );
}

function errorList(id: string, errors: readonly string[]): TemplateResult | typeof nothing {
  if (errors.length === 0) return nothing;
  return html`<div id=${id}>${errors.map((error) => html`<p class="field-error">${error}</p>`)}</div>`;
}

function groupTools(state: RuleState, negated: boolean): TemplateResult {
  const { path } = state;
  return html`${checkField(`not-${path.join('-')}`, t('segments.not'), {
    checked: negated,
    onChange: (next) => put(state, (one) => negate(one, next)),
  })}
  ${removeButton(state)}`;
}

function removeButton({ path, change }: RuleState): TemplateResult {
  const label = pair(t('segments.remove'), partName(path));
  return html`<button type="button" class="button small quiet rule-remove" title=${t('segments.remove')} aria-label=${label} @click=${() => change((present) => withPartChanged(present, path, () => undefined))}>
    ${icon('close')}
  </button>`;
}

/** `1.2` is the second part of the first. */
const partName = (path: Path): string => path.map((index) => index + 1).join('.');
