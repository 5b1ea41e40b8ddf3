/** What is kept of a form that was not sent. */

export interface Kept {
  /** The values of each control that was touched, by name; of boxes, those that are ticked. */
  fields: Record<string, string[]>;
  /** What the page holds beside its controls. */
  state?: string;
}

/** Never kept: what lets somebody in, and files, which no script can put back. */
export function isSecret(type: string, autocomplete: string): boolean {
  if (type === 'password' || type === 'file') return true;
  return /one-time-code|new-password|current-password/.test(autocomplete);
}

/** Undefined when there is nothing that can be read. */
export function parseKept(text: string | null): Kept | undefined {
  if (!text) return undefined;
  try {
    const kept = JSON.parse(text) as Partial<Kept> | null;
    return kept && typeof kept.fields === 'object' && kept.fields !== null ? (kept as Kept) : undefined;
  } catch {
    return undefined;
  }
}

/** What the control `name` held, the `at`th of that name; undefined when it was not touched. */
export function restoredValues(
  kept: Kept,
  name: string,
  at: number,
): { all: readonly string[]; value: string | undefined } | undefined {
  const all = kept.fields[name];
  return Array.isArray(all) ? { all, value: all[at] } : undefined;
}
