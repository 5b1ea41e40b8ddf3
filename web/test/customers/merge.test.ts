import { expect, it } from 'vitest';
import { type Compared, differing, sideOf } from '../../src/models/customers/merge.ts';

const compared = (field: Compared['field'], survivor: string, merged: string): Compared => ({
  field,
  survivor,
  merged,
});

it('asks only where both say something else', () => {
  const fields = [
    compared('name', '王小明', '小明'),
    compared('city', '北京', '北京'),
    compared('address', '', '南京路1号'),
    compared('occupation', '', ''),
  ];
  expect(differing(fields).map(({ field }) => field)).toEqual(['name']);
});

it.each([
  [compared('city', '北京', '天津'), {}, 'survivor'],
  [compared('city', '北京', '天津'), { city: 'merged' as const }, 'merged'],
  [compared('city', '', '天津'), {}, 'merged'],
  [compared('city', '', '天津'), { city: 'survivor' as const }, 'survivor'],
  [compared('note', '怕辣', '爱喝茶'), {}, 'both'],
  [compared('note', '怕辣', '爱喝茶'), { note: 'survivor' as const }, 'survivor'],
  [compared('note', '怕辣', ''), {}, 'survivor'],
])('takes %o with %o from the %s', (field, choices, side) => {
  expect(sideOf(field, choices)).toBe(side);
});
