/** Where this person can go: what navigation, command palette and shortcuts take out of the list of places. */
import { can, canEverywhere } from '../api/session.ts';
import type { TextKey } from '../ui/text.ts';
import { account, type Place, type PlaceGroup, placeGroups } from './places.ts';

/** The groups of the navigation, with what this person may open. */
export function openGroups(): PlaceGroup[] {
  return placeGroups
    .map((group) => ({ ...group, places: group.places.filter(isAllowed) }))
    .filter((group) => group.places.length > 0);
}

/** Everything this person may open. */
export function openPlaces(): Place[] {
  return [...openGroups().flatMap((group) => group.places), account];
}

function isAllowed(place: Place): boolean {
  return place.actions.length === 0 || place.actions.some(can);
}

/** Two letters for each place this person may open. */
export function placesByKeys(): [keys: string, place: Place][] {
  return openPlaces().flatMap((place) => (place.keys ? [[place.keys, place]] : []));
}

/** What this person may begin, with the place it begins at. */
export function creations(): { label: TextKey; path: string; place: Place }[] {
  return openPlaces().flatMap((place) => {
    const { create } = place;
    if (!create || !(create.everywhere ? canEverywhere(create.action) : can(create.action))) return [];
    return [{ label: create.label, path: create.path, place }];
  });
}

/** True when `pathname` is `place` or lies below it. */
export function isHere(place: Place, pathname: string): boolean {
  if (place.path === '/') return pathname === '/';
  return pathname === place.path || pathname.startsWith(`${place.path}/`);
}
