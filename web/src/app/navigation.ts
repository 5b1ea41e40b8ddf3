/** Where this person can go: what navigation, command palette and shortcuts take out of the list of places. */
import { can } from '../api/session.ts';
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

/** The places that two letters lead to. */
export function placesByKeys(): [keys: string, place: Place][] {
  return placeGroups.flatMap(({ places }) =>
    places.flatMap((place): [string, Place][] => (place.keys ? [[place.keys, place]] : [])),
  );
}

/** True when `pathname` is `place` or lies below it. */
export function isHere(place: Place, pathname: string): boolean {
  if (place.path === '/') return pathname === '/';
  return pathname === place.path || pathname.startsWith(`${place.path}/`);
}
