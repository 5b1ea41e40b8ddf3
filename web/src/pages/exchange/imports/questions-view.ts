/** What a dry run could not read and asks about: words that are none of ours, dates of which day or month may come first. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Preview } from '../../../api/exchange/imports.ts';
import { withWord } from '../../../models/exchange/import-mapping.ts';
import { actionButton } from '../../../ui/components.ts';
import type { Option } from '../../../ui/fields.ts';
import { t, type WordGroup, word } from '../../../ui/text.ts';
import type { ImportActions, ImportState } from './detail-state.ts';
import { dateOrder } from './mapping-view.ts';

type Unknown = Preview['unknown_words'][number];

export function questionsView(
  state: ImportState,
  actions: ImportActions,
  preview: Preview,
): TemplateResult | typeof nothing {
  const { unknown_words: words, ambiguous_dates: dates } = preview;
  if (words.length === 0 && dates === 0) return nothing;
  return html`<section class="card" aria-labelledby="questions-title">
    <h2 id="questions-title">${t('imports.questions')}</h2>
    ${
      dates > 0
        ? html`<p class="quiet">${t('imports.dates.lead', { count: dates })}</p>
          <div class="form">${dateOrder(state.options, actions, 'question-order')}</div>`
        : nothing
    }
    ${
      words.length > 0
        ? html`<p class="quiet">${t('imports.words.lead')}</p>
          <div class="form">${words.map((one, index) => wordView(state, actions, preview, one, index))}</div>`
        : nothing
    }
    <div class="buttons">
      ${actionButton({ action: 'imports:write', label: state.busy ? t('common.working') : t('imports.check_again'), primary: true, run: actions.check })}
    </div>
  </section>`;
}

function wordView(
  { options, directory }: ImportState,
  actions: ImportActions,
  preview: Preview,
  unknown: Unknown,
  index: number,
): TemplateResult {
  const said = options.words ?? {};
  const meant = said[unknown.field]?.[unknown.word];
  const id = `word-${index}`;
  const change = (event: Event) => {
    const chosen = (event.target as HTMLSelectElement).value;
    actions.set({
      words: withWord(said, unknown.field, unknown.word, chosen === unsaid ? undefined : chosen),
    });
  };
  const units = directory.units.map((unit) => ({ value: unit.code, label: unit.name }));
  const choices = unknown.field === 'unit_code' ? units : wordsOf(preview, unknown.field);
  return html`<div class="field">
    <label for=${id}>
      ${t('imports.words.of', { field: word('import_field', unknown.field), word: unknown.word, count: unknown.rows })}
    </label>
    <select id=${id} @change=${change}>
      <option value=${unsaid} ?selected=${meant === undefined}>${t('imports.words.unsaid')}</option>
      <option value="" ?selected=${meant === ''}>${t('imports.words.empty')}</option>
      ${choices.map((choice) => html`<option value=${choice.value} ?selected=${choice.value === meant}>${choice.label}</option>`)}
    </select>
  </div>`;
}

/** The choice that says nothing of a word. */
const unsaid = '\u0000unsaid';

/** Whose words a field takes. */
const groups: Record<string, WordGroup> = {
  kind: 'customer_kind',
  language: 'language',
  gender: 'gender',
  source: 'source',
  channel: 'channel',
};

function wordsOf(preview: Preview, field: string): Option[] {
  const group = groups[field] ?? 'answer';
  const words = preview.fields.find((one) => one.field === field)?.words ?? [];
  return words.map((value) => ({ value, label: word(group, value) }));
}
