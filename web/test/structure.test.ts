/** The order of the folders, which no compiler checks. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { importsOfPages, outsideAreas, type Source, wrongImports } from './structure.ts';

const root = resolve(import.meta.dirname, '../src');
const sources: Source[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(root, name), 'utf8')]);

it('lets folders import only downwards, and pages never each other', () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(wrongImports(sources)).toEqual([]);
});

it('lets no view or dialog know the page it stands on', () => {
  expect(importsOfPages(sources)).toEqual([]);
});

it('has every page in its area', () => {
  expect(outsideAreas(sources.map(([file]) => file))).toEqual([]);
});

it.each<Source>([
  ['pages/catalogue/products/products.ts', "import { a } from '../../customers/profiles/filters-view.ts';"],
  ['pages/marketing/segments/list.ts', "import { a } from '../campaigns/plan-card.ts';"],
  ['models/money.ts', "import type { Unit } from '../api/organisation/units.ts';"],
  ['api/client.ts', "const later = import('../ui/text.ts');"],
  ['ui/table.ts', "import { Router } from '../app/router.ts';"],
])('finds the wrong import of %s', (...source) => {
  expect(wrongImports([source])).toHaveLength(1);
});

it('finds a view that knows its page', () => {
  const page: Source = [
    'pages/service/complaints/detail.ts',
    'export const openCase: OpenPage = (context) => new CasePage(context);',
  ];
  const view: Source = [
    'pages/service/complaints/detail-view.ts',
    "import type { CasePage } from './detail.ts';",
  ];
  const places: Source = ['app/places.ts', "await import('../pages/service/complaints/detail.ts')"];
  expect(importsOfPages([page, view, places])).toEqual([
    'pages/service/complaints/detail-view.ts imports pages/service/complaints/detail.ts',
  ]);
});

it('finds a page in no area, and a folder of another name', () => {
  const files = ['pages/products/products.ts', 'pages/catalogue/products.ts', 'api/shop/orders.ts'];
  expect(outsideAreas(files)).toEqual(files);
});
