/** The URL of every page, out of the list of places. */
import { account, placeGroups } from './places.ts';
import type { Route } from './router.ts';

export const routes: readonly Route[] = [...placeGroups.flatMap((group) => group.places), account].flatMap(
  (place) => Object.entries(place.pages).map(([rest, open]) => ({ path: place.path + rest, open })),
);

export const missing: Route = {
  path: '*',
  open: async () => (await import('../pages/missing/missing.ts')).openMissing,
};
