/** Attributes that a chain defines: whom they belong to, what a value is called, what was typed of one. */

export interface Names {
  'zh-CN': string;
  en: string;
}

export interface AttributeOption {
  code: string;
  names: Names;
}

export interface Attribute {
  key: string;
  names: Names;
  value_type: 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'choice';
  kinds: readonly string[];
  options: readonly AttributeOption[];
  archived: boolean;
}

/** Those that a customer of this kind may be given. */
export const settable = <One extends Attribute>(attributes: readonly One[], kind: string): One[] =>
  attributes.filter((one) => !one.archived && one.kinds.includes(kind));

/** Those whose values are few, so that a list can be filtered by one of them. */
export const listed = <One extends Attribute>(attributes: readonly One[]): One[] =>
  attributes.filter((one) => !one.archived && (one.value_type === 'choice' || one.value_type === 'boolean'));

/** What a value is called. */
export function valueName(
  attribute: Attribute,
  value: unknown,
  language: keyof Names,
  answers: { yes: string; no: string },
): string {
  if (typeof value === 'boolean') return value ? answers.yes : answers.no;
  if (attribute.value_type !== 'choice') return String(value ?? '');
  return attribute.options.find(({ code }) => code === value)?.names[language] ?? String(value ?? '');
}

/** The value that was typed; null for nothing, undefined when it is no value of the type. */
export function typedValue(attribute: Attribute, typed: string | undefined): unknown {
  if (typed === undefined) return null;
  switch (attribute.value_type) {
    case 'boolean':
      return typed === 'true';
    case 'integer':
      return /^-?\d+$/.test(typed) ? Number(typed) : undefined;
    case 'decimal':
      return /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : undefined;
    default:
      return typed;
  }
}

/** One option in a line, `sweet = 甜 | Sweet`, and back; undefined when a line is none. */
export const optionLines = (options: readonly AttributeOption[]): string =>
  options.map(({ code, names }) => `${code} = ${names['zh-CN']} | ${names.en}`).join('\n');

export function parseOptions(typed: string): AttributeOption[] | undefined {
  const lines = typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const options = lines.map((line) => {
    const parts = /^([a-z][a-z0-9_]*)\s*[=＝]\s*([^|｜]+?)\s*[|｜]\s*(.+)$/.exec(line);
    const [, code = '', chinese = '', en = ''] = parts ?? [];
    return parts ? { code, names: { 'zh-CN': chinese, en } } : undefined;
  });
  return options.every((option) => option !== undefined) ? options : undefined;
}
