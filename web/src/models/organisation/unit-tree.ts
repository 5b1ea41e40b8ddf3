/** Units in the order of their tree, each with its depth. */
interface Node {
  id: string;
  name: string;
  code: string;
  parent_id?: string | null;
}

export function inTreeOrder<T extends Node>(units: readonly T[]): { unit: T; depth: number }[] {
  const known = new Set(units.map((unit) => unit.id));
  const children = new Map<string, T[]>();
  const top: T[] = [];
  for (const unit of [...units].sort((a, b) => a.code.localeCompare(b.code))) {
    const parent = unit.parent_id;
    // A unit whose parent this person may not see stands at the top.
    if (!parent || !known.has(parent)) top.push(unit);
    else children.set(parent, [...(children.get(parent) ?? []), unit]);
  }
  const ordered: { unit: T; depth: number }[] = [];
  const add = (unit: T, depth: number) => {
    ordered.push({ unit, depth });
    for (const child of children.get(unit.id) ?? []) add(child, depth + 1);
  };
  for (const unit of top) add(unit, 0);
  return ordered;
}
