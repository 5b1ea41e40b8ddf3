import { describe, expect, it } from 'vitest';
import { type Flow, type PlacedNode, type Sankey, sankey } from '../src/models/sankey.ts';

const keys = ['A', 'B', 'C', 'none'];
const flows: Flow[] = [
  { column: 0, from: 'A', to: 'A', value: 30 },
  { column: 0, from: 'A', to: 'none', value: 10 },
  { column: 0, from: 'B', to: 'A', value: 5 },
  { column: 0, from: 'none', to: 'B', value: 20 },
  { column: 0, from: 'C', to: 'B', value: 0 },
  { column: 1, from: 'A', to: 'B', value: 35 },
  { column: 1, from: 'B', to: 'none', value: 20 },
];

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const side = (found: Sankey, node: PlacedNode, way: 'in' | 'out') =>
  sum(
    found.links
      .filter(({ flow }) =>
        way === 'out'
          ? flow.column === node.column && flow.from === node.key
          : flow.column + 1 === node.column && flow.to === node.key,
      )
      .map((link) => link.height),
  );

describe('a Sankey diagram', () => {
  const found = sankey(3, keys, flows);

  it('has nodes as high as the greater side of their links', () => {
    for (const node of found.nodes) {
      const [into, out] = [side(found, node, 'in'), side(found, node, 'out')];
      expect(Math.max(into, out)).toBeCloseTo(node.height, 9);
    }
    expect(found.nodes.map(({ column, key, value }) => [column, key, value])).toEqual([
      [0, 'A', 40],
      [0, 'B', 5],
      [0, 'none', 20],
      [1, 'A', 35],
      [1, 'B', 20],
      [1, 'none', 10],
      [2, 'B', 35],
      [2, 'none', 20],
    ]);
  });

  it('has one scale, and fills the height with its fullest column', () => {
    const scales = found.links.map((link) => link.height / link.flow.value);
    for (const scale of scales) expect(scale).toBeCloseTo(scales[0] ?? 0, 9);
    const lowest = Math.max(...found.nodes.map((node) => node.y + node.height));
    expect(lowest).toBeCloseTo(100, 9);
  });

  it('stacks nodes and the links of a side without gap or overlap', () => {
    for (const column of [0, 1, 2]) {
      const own = found.nodes.filter((node) => node.column === column);
      own.slice(1).forEach((node, at) => {
        const above = own[at];
        expect(node.y - (above?.y ?? 0) - (above?.height ?? 0)).toBeCloseTo(6, 9);
      });
    }
    const out = found.links.filter(({ flow }) => flow.column === 0 && flow.from === 'A');
    expect(out.map((link) => link.flow.to)).toEqual(['A', 'none']);
    expect(out[1]?.start.y).toBeCloseTo((out[0]?.start.y ?? 0) + (out[0]?.height ?? 0), 9);
  });

  it('stands from edge to edge and leads from column to column', () => {
    expect([...new Set(found.nodes.map((node) => node.x))]).toEqual([0, 49, 98]);
    for (const link of found.links) {
      expect([link.start.x, link.end.x]).toEqual(link.flow.column === 0 ? [2, 49] : [51, 98]);
      expect(link.path).toMatch(/^M[\d. ]+C[\d. ]+L[\d. ]+C[\d. ]+Z$/);
    }
    expect(found.links).toHaveLength(6);
  });

  it('is empty when nothing flows', () => {
    expect(sankey(3, keys, [])).toEqual({ nodes: [], links: [] });
    expect(sankey(0, [], [])).toEqual({ nodes: [], links: [] });
  });
});
