import { expect, it } from 'vitest';
import { heatLevel } from '../src/models/heat.ts';

it('colours by the greatest share, and anything above nothing at all', () => {
  const levels = [0, 0.001, 0.1, 0.2, 0.4, 1].map((share) => heatLevel(share, 0.4));
  expect(levels).toEqual([0, 1, 2, 4, 8, 8]);
  expect(heatLevel(1, 0)).toBe(0);
});
