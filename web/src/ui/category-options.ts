/** Categories of products as the choices of a select, in the order of their tree. */
import type { Category } from '../api/catalogue/products.ts';
import { inTreeOrder } from '../models/organisation/unit-tree.ts';
import type { Option } from './fields.ts';

export function categoryOptions(categories: readonly Category[]): Option[] {
  return inTreeOrder(categories).map(({ unit, depth }) => ({
    value: unit.id,
    label: `${'　'.repeat(depth)}${unit.name}`,
  }));
}
