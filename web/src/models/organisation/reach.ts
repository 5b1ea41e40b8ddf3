/** What belongs to a unit: who may change it, and what it may use. */
interface Node {
  id: string;
  parent_id?: string | null;
}

/** A role somebody has in a unit, and what it allows there and below. */
interface Assignment {
  unit_id: string;
  actions: readonly string[];
}

/** The unit and those above it, as far as they are known, from below. */
export function pathOf(units: readonly Node[], id: string): string[] {
  const path: string[] = [];
  let at: string | null | undefined = id;
  while (at && !path.includes(at)) {
    path.push(at);
    const here: string = at;
    at = units.find((unit) => unit.id === here)?.parent_id;
  }
  return path;
}

/** Whether an action is allowed at a unit: by a role there, or at one above. */
export function allowedAt(
  assignments: readonly Assignment[],
  action: string,
  units: readonly Node[],
  id: string,
): boolean {
  const path = pathOf(units, id);
  return assignments.some((one) => one.actions.includes(action) && path.includes(one.unit_id));
}

/**
 * Whether something of unit `id` may use what belongs to unit `owner`: to itself or to one above. A unit that is not
 * among those one may see, though one sees what belongs to it, is above them all.
 */
export function mayUse(units: readonly Node[], id: string, owner: string): boolean {
  return pathOf(units, id).includes(owner) || !units.some((unit) => unit.id === owner);
}
