import { expect, it } from 'vitest';
import { account, placeGroups } from '../src/app/places.ts';

const places = [...placeGroups.flatMap((group) => group.places), account];

it('leads to places by g and a letter of their own, and to nearly all', () => {
  const keys = places.flatMap((place) => place.keys ?? []);
  // There are 26 letters: once each leads somewhere, further places have none.
  expect(keys.length).toBeGreaterThanOrEqual(Math.min(places.length - 2, 26));
  expect(keys.filter((one) => !/^g[a-z]$/.test(one))).toEqual([]);
  expect(new Set(keys).size).toBe(keys.length);
});

it('begins something new only where the place itself leads', () => {
  const paths = places.flatMap((place) => (place.create ? [[place.path, place.create.path]] : []));
  expect(paths.length).toBeGreaterThan(8);
  for (const [place, path] of paths) expect([`${place}#new`, `${place}/new`]).toContain(path);
});
