/** What the columns of a file mean: a field takes a column or several, or one constant for all rows, or nothing. */
export interface MappingRule {
  column?: string | null;
  columns?: readonly string[] | null;
  constant?: string | null;
}

export type Mapping = Record<string, MappingRule>;

interface Field {
  field: string;
  required: boolean;
}

/** The mapping kept so far, else what the server takes the columns for. */
export function startMapping(guessed: Mapping, kept: Mapping): Mapping {
  return { ...(Object.keys(kept).length > 0 ? kept : guessed) };
}

/** The required fields that have neither column nor constant. */
export function missingFields(fields: readonly Field[], mapping: Mapping): string[] {
  return fields.filter((one) => one.required && !isSet(mapping[one.field])).map((one) => one.field);
}

export function isSet(rule: MappingRule | undefined): boolean {
  return columnsOf(rule).length > 0 || Boolean(rule?.constant);
}

/** The columns that fill a field. */
export function columnsOf(rule: MappingRule | undefined): readonly string[] {
  return rule?.columns ?? (rule?.column ? [rule.column] : []);
}

/** The rule by which these columns fill a field, each once. */
export function ruleOf(columns: readonly string[]): MappingRule {
  const chosen = [...new Set(columns.filter((column) => column !== ''))];
  const [first] = chosen;
  if (first === undefined) return {};
  return chosen.length > 1 ? { columns: chosen } : { column: first };
}

/** What words of a file were said to mean, by field. */
export type SaidWords = Record<string, Record<string, string>>;

/** The same with one more word; undefined says nothing of it any more. */
export function withWord(said: SaidWords, field: string, word: string, meant: string | undefined): SaidWords {
  const { [word]: _, ...others } = said[field] ?? {};
  return { ...said, [field]: meant === undefined ? others : { ...others, [word]: meant } };
}

/** Whether the ids of a file belong to somebody who must be named: receipt numbers may be the file's own. */
export function needsPartner(kind: string, mapping: Mapping, ownNumbers: boolean): boolean {
  const own = ownNumbers && kind === 'purchases';
  return isSet(mapping.customer_external_id) || (isSet(mapping.external_id) && !own);
}

/** Which field a column goes to, for the head of the preview. */
export function fieldOf(column: string, mapping: Mapping): string | undefined {
  return Object.entries(mapping).find(([, rule]) => columnsOf(rule).includes(column))?.[0];
}

/** The change from the mapping that is kept to this one: a rule for each field that has one, null for those taken out. */
export function mappingPatch(mapping: Mapping, kept: Mapping): Record<string, MappingRule | null> {
  const gone = Object.keys(kept).filter((field) => !isSet(mapping[field]));
  const set = Object.entries(mapping).filter(([, rule]) => isSet(rule));
  return { ...Object.fromEntries(gone.map((field) => [field, null])), ...Object.fromEntries(set) };
}

/** The form's element for a part of an import that is wrong: `mapping/amount`, `options/date_format`. */
export function partId(pointer: string): string {
  const [part, name = ''] = pointer.replace(/^\//, '').split('/');
  if (part === 'mapping') return `map-${name}`;
  const options: Record<string, string> = { date_format: 'option-date', date_order: 'option-order' };
  return options[name] ?? `option-${name}`;
}

/** Format and compression by the ending of a file's name. */
export function guessFormat(fileName: string): { format: 'csv' | 'ndjson'; compression: 'none' | 'gzip' } {
  const name = fileName.toLowerCase();
  const inner = name.replace(/\.gz$/, '');
  return {
    format: /\.(ndjson|jsonl|json)$/.test(inner) ? 'ndjson' : 'csv',
    compression: name.endsWith('.gz') ? 'gzip' : 'none',
  };
}

/** GB18030 when the first bytes are no UTF-8. A character cut at the end does not count. */
export function guessEncoding(head: Uint8Array): 'utf-8' | 'gb18030' {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}

export type Step = 'upload' | 'map' | 'try' | 'run';
export const steps: readonly Step[] = ['upload', 'map', 'try', 'run'];

/** Whether a job is at work on an import in this state. */
export function isBusy(state: string): boolean {
  return state === 'checking' || state === 'running' || state === 'undoing';
}

/** Where an import in this state stands. */
export function stepOf(state: string): Step {
  if (state === 'draft') return 'upload';
  if (state === 'uploaded') return 'map';
  if (state === 'checking' || state === 'checked') return 'try';
  return 'run';
}
