/** The URL of every page, out of the list of places. */
import { account, placeGroups } from './places.ts';
import type { Route } from './router.ts';

/** For those who develop the console: a build has neither the page nor its route. */
const development: readonly Route[] = import.meta.env.DEV
  ? [
      {
        path: '/styleguide',
        open: async () => (await import('../pages/styleguide/styleguide.ts')).openStyleguide,
      },
    ]
  : [];

export const routes: readonly Route[] = [
  ...[...placeGroups.flatMap((group) => group.places), account].flatMap((place) =>
    Object.entries(place.pages).map(([rest, open]) => ({ path: place.path + rest, open })),
  ),
  ...development,
];

export const missing: Route = {
  path: '*',
  open: async () => (await import('../pages/missing/missing.ts')).openMissing,
};
