/** A segment's rule while it is edited: where its parts are, and what a change makes of it. */

export type Part = Record<string, unknown>;

/** The path to a part: the index in each group from the outside in. */
export type Path = readonly number[];

export type GroupKind = 'all' | 'any';

/** A part without the `not` around it, and whether there is one. Two of them take each other away. */
export function unwrapNot(part: Part): { part: Part; negated: boolean } {
  let negated = false;
  let inner = part;
  while (typeof inner.not === 'object' && inner.not !== null) {
    negated = !negated;
    inner = inner.not as Part;
  }
  return { part: inner, negated };
}

export const negate = (part: Part, negated: boolean): Part => (negated ? { not: part } : part);

export function groupKind(part: Part): GroupKind | undefined {
  if (Array.isArray(part.all)) return 'all';
  return Array.isArray(part.any) ? 'any' : undefined;
}

export function partsOf(part: Part): Part[] {
  const kind = groupKind(part);
  return kind ? (part[kind] as Part[]) : [];
}

/** A rule to edit: a group outside, so that there is a place for more parts. */
export function editable(rule: Part | undefined): Part {
  if (!rule) return { all: [] };
  const { part, negated } = unwrapNot(rule);
  return groupKind(part) && !negated ? part : { all: [rule] };
}

/** The rule with another part at `path`; without one the part is taken away. */
export function withPartChanged(rule: Part, path: Path, change: (part: Part) => Part | undefined): Part {
  const [index, ...rest] = path;
  if (index === undefined) return change(rule) ?? { all: [] };
  const { part, negated } = unwrapNot(rule);
  const kind = groupKind(part);
  if (!kind) return rule;
  const parts = partsOf(part).flatMap((one, at) => {
    if (at !== index) return [one];
    const next = rest.length === 0 ? change(one) : withPartChanged(one, rest, change);
    return next ? [next] : [];
  });
  return negate({ [kind]: parts }, negated);
}

/** The rule with one more part at the end of the group at `path`. */
export function withPartAdded(rule: Part, path: Path, more: Part): Part {
  return withPartChanged(rule, path, (group) => {
    const { part, negated } = unwrapNot(group);
    const kind = groupKind(part);
    return kind ? negate({ [kind]: [...partsOf(part), more] }, negated) : group;
  });
}

/** JSON pointer to the part itself, inside the `not` when there is one. */
export function pointerTo(rule: Part, path: Path): string {
  let pointer = '';
  let here = rule;
  const enter = () => {
    while (typeof here.not === 'object' && here.not !== null) {
      pointer += '/not';
      here = here.not as Part;
    }
  };
  enter();
  for (const index of path) {
    const kind = groupKind(here);
    const next = partsOf(here)[index];
    if (!kind || !next) return pointer;
    pointer += `/${kind}/${index}`;
    here = next;
    enter();
  }
  return pointer;
}

export interface PointedError {
  pointer: string;
  text: string;
}

/** The errors that belong to this part and not to a part inside it. */
export function errorsAt(
  errors: readonly PointedError[],
  pointer: string,
  kind: GroupKind | undefined,
): string[] {
  const own = (error: PointedError) => {
    if (error.pointer === pointer) return true;
    if (!kind) return error.pointer.startsWith(`${pointer}/`);
    return error.pointer === `${pointer}/${kind}`;
  };
  return errors.filter(own).map((error) => error.text);
}

/**
 * What a condition is about, as one choice of a list: `choice.tier`, `measure.net_spend`, `attribute.taste`, `consent`.
 */
export function topicOf(part: Part): string {
  const [kind] = Object.keys(part);
  const values = kind ? (part[kind] as Part | undefined) : undefined;
  const of = kind === 'attribute' ? values?.key : values?.of;
  return of ? `${kind}.${of}` : (kind ?? '');
}

/** An empty condition about this. */
export function conditionAbout(topic: string): Part {
  const [kind = '', of] = topic.split('.');
  switch (kind) {
    case 'choice':
      return { choice: { of, in: [] } };
    case 'measure':
      return { measure: { of, gte: 1 } };
    case 'consent':
      return { consent: { channel: 'sms' } };
    case 'birthday':
      return { birthday: { within_days: 7 } };
    case 'bought':
      return { bought: { category_id: '', times: 1, within_days: 90 } };
    case 'not_bought':
      return { not_bought: { within_days: 60 } };
    case 'membership':
      return { membership: {} };
    default:
      return { segment: { id: '' } };
  }
}

/** An empty condition about an attribute: by values, or by bounds where it has an order. */
export const attributeCondition = (key: string, ordered: boolean): Part =>
  ordered ? { attribute: { key } } : { attribute: { key, in: [] } };

export const isMoney = (measure: unknown): boolean => measure === 'net_spend' || measure === 'average_basket';

export const takesWindow = (measure: unknown): boolean =>
  measure === 'purchases' || measure === 'purchase_days' || measure === 'net_spend';

/** The condition with these members; what is undefined is left out. */
export function withMembers(part: Part, members: Part): Part {
  const [kind = ''] = Object.keys(part);
  const all = { ...(part[kind] as Part), ...members };
  return { [kind]: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) };
}
