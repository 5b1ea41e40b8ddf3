/** What an entry of the audit trail says: where its subject stands in the console, and what was changed. */

/** One member that was changed; no values where they are secret. */
export interface Change {
  readonly field: string;
  readonly values?: { readonly from: unknown; readonly to: unknown };
}

/** Kinds of subjects with a page for each of them. */
const pages: Record<string, string> = {
  customer: '/customers',
  membership: '/memberships',
  complaint: '/complaints',
  segment: '/segments',
  campaign: '/campaigns',
  template: '/templates',
  import: '/imports',
};

/** Kinds of subjects that stand on a page with others. */
const lists: Record<string, string> = {
  user: '/users',
  unit: '/units',
  api_key: '/keys',
  partner: '/partners',
  calendar: '/calendars',
  product: '/products',
  product_category: '/products',
  setting: '/settings',
  suppression: '/suppressions',
  membership_programme: '/memberships',
  membership_level: '/memberships',
};

/** Where a subject is found; undefined where there is no page for it. */
export function subjectPath(kind: string, id: string): string | undefined {
  const page = pages[kind];
  if (page) return id === '' ? undefined : `${page}/${id}`;
  return lists[kind];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was changed, in the order it is told. */
export function changesOf(detail: unknown): Change[] {
  if (!isObject(detail) || !isObject(detail.changes)) return [];
  return Object.entries(detail.changes).map(([field, change]) =>
    isObject(change) && 'from' in change
      ? { field, values: { from: change.from, to: change.to } }
      : { field },
  );
}

/** What a subject is called in the entry itself; empty when it is not. */
export function nameIn(detail: unknown): string {
  if (!isObject(detail)) return '';
  const name = detail.name ?? detail.code ?? detail.email;
  return typeof name === 'string' ? name : '';
}

/** A value in one line; empty for nothing. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
