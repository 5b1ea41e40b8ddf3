/** What a program usually needs: scopes that are chosen together. */
export const presets = {
  till: [
    'customers:lookup',
    'memberships:read',
    'memberships:write',
    'points:redeem',
    'products:read',
    'purchases:read',
    'purchases:write',
    'refunds:write',
  ],
  mini_app: ['customers:read', 'customers:write', 'memberships:read', 'memberships:write', 'purchases:read'],
  catalogue: ['products:read', 'products:write'],
  reports: [
    'analytics:read',
    'customers:read',
    'memberships:read',
    'products:read',
    'purchases:read',
    'units:read',
  ],
} as const satisfies Record<string, readonly string[]>;

export type Preset = keyof typeof presets;

export const presetNames = Object.keys(presets) as Preset[];

/** The scopes of a preset that its maker can hand out, and those that are missing. */
export function presetScopes(
  preset: Preset,
  held: readonly string[],
): { scopes: string[]; missing: string[] } {
  const wanted: readonly string[] = presets[preset];
  return {
    scopes: wanted.filter((scope) => held.includes(scope)),
    missing: wanted.filter((scope) => !held.includes(scope)),
  };
}
