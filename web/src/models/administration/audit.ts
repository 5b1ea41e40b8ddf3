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
  webhook: '/webhooks',
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
  customer_attribute: '/customer-attributes',
  competitor: '/competitors',
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
  const name = detail.name ?? detail.title ?? detail.code ?? detail.email;
  return typeof name === 'string' ? name : '';
}

/** A value in one line; empty for nothing. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** The vocabulary that a member's values are words of, by the kind of subject where that matters. */
const vocabularies: Record<string, string> = {
  'complaint.state': 'case_state',
  'campaign.state': 'campaign_state',
  'segment.state': 'segment_state',
  'template.state': 'template_state',
  'membership.state': 'membership_state',
  'membership_programme.state': 'programme_state',
  'task.state': 'task_state',
  'import.state': 'import_state',
  'product.state': 'product_state',
  'unit.state': 'unit_state',
  'user.state': 'user_state',
  'customer.status': 'customer_status',
  'customer.kind': 'customer_kind',
  'complaint.level': 'level',
  'complaint.channel': 'intake_channel',
  'unit.kind': 'unit_kind',
  'campaign.channel': 'message_channel',
  'campaign.purpose': 'message_purpose',
  severity: 'severity',
  finding: 'finding',
  cause: 'cause',
  cause_detail: 'cause_detail',
  gender: 'gender',
  language: 'language',
  leader_kind: 'leader_kind',
  source: 'source',
  ownership: 'ownership',
  goal: 'goal',
};

/** Which vocabulary a changed value is a word of; undefined where it is none. */
export const vocabularyOf = (subject: string, field: string): string | undefined =>
  vocabularies[`${subject}.${field}`] ?? vocabularies[field];

/** A moment as the trail stores it, in UTC without saying so; undefined for anything else. */
export function storedMoment(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return undefined;
  return /(?:Z|[+-]\d\d:\d\d)$/.test(value) ? value : `${value}Z`;
}
