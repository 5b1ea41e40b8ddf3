/** Where one can go: the shell's navigation and the command palette read the same list. */
import { type Action, can } from '../api/session.ts';
import type { IconName } from '../ui/icons.ts';
import type { TextKey } from '../ui/text.ts';

export interface Place {
  readonly path: string;
  readonly label: TextKey;
  readonly icon: IconName;
  /** Shown to those who have one of these; all to everybody when empty. */
  readonly actions: readonly Action[];
}

export interface PlaceGroup {
  readonly label: TextKey | undefined;
  readonly places: readonly Place[];
}

const groups: readonly PlaceGroup[] = [
  {
    label: undefined,
    places: [
      { path: '/', label: 'nav.home', icon: 'home', actions: [] },
      { path: '/customers', label: 'nav.customers', icon: 'people', actions: ['customers:read'] },
      { path: '/memberships', label: 'nav.memberships', icon: 'card', actions: ['memberships:read'] },
      { path: '/complaints', label: 'nav.complaints', icon: 'warning', actions: ['complaints:read'] },
      { path: '/segments', label: 'nav.segments', icon: 'filter', actions: ['segments:read'] },
      { path: '/campaigns', label: 'nav.campaigns', icon: 'send', actions: ['campaigns:read'] },
      { path: '/templates', label: 'nav.templates', icon: 'edit', actions: ['templates:read'] },
      { path: '/suppressions', label: 'nav.suppressions', icon: 'lock', actions: ['suppressions:read'] },
      { path: '/imports', label: 'nav.imports', icon: 'upload', actions: ['imports:read'] },
    ],
  },
  {
    label: 'nav.group.organisation',
    places: [
      { path: '/units', label: 'nav.units', icon: 'store', actions: ['units:read'] },
      { path: '/products', label: 'nav.products', icon: 'box', actions: ['products:read'] },
      { path: '/users', label: 'nav.users', icon: 'user', actions: ['users:read'] },
    ],
  },
  {
    label: 'nav.group.system',
    places: [
      { path: '/settings', label: 'nav.settings', icon: 'settings', actions: ['settings:read'] },
      { path: '/calendars', label: 'nav.calendars', icon: 'clock', actions: ['calendars:read'] },
      { path: '/partners', label: 'nav.partners', icon: 'link', actions: ['keys:read'] },
      { path: '/keys', label: 'nav.keys', icon: 'key', actions: ['keys:read'] },
      { path: '/audit', label: 'nav.audit', icon: 'list', actions: ['audit:read'] },
    ],
  },
];

/** What this person may open. */
export function placeGroups(): PlaceGroup[] {
  return groups
    .map((group) => ({ ...group, places: group.places.filter(allowed) }))
    .filter((group) => group.places.length > 0);
}

function allowed(place: Place): boolean {
  return place.actions.length === 0 || place.actions.some(can);
}

/** True when `pathname` is `place` or lies below it. */
export function isHere(place: Place, pathname: string): boolean {
  if (place.path === '/') return pathname === '/';
  return pathname === place.path || pathname.startsWith(`${place.path}/`);
}
