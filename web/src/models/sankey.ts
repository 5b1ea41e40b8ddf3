/** Where the nodes and links of a Sankey diagram stand, in percent of its width and height from the top left. */

/** A flow from a node of one column to a node of the next. */
export interface Flow {
  /** The column it starts in, from 0. */
  readonly column: number;
  readonly from: string;
  readonly to: string;
  /** Not below 0. */
  readonly value: number;
}

export interface PlacedNode {
  readonly column: number;
  readonly key: string;
  /** The greater of what comes in and what goes out. */
  readonly value: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedLink {
  readonly flow: Flow;
  /** Where it leaves and where it arrives: its upper edge. */
  readonly start: { readonly x: number; readonly y: number };
  readonly end: { readonly x: number; readonly y: number };
  /** How high it is at both ends. */
  readonly height: number;
  /** Its outline as the data of an SVG path. */
  readonly path: string;
}

export interface Sankey {
  readonly nodes: readonly PlacedNode[];
  /** In the order of the flows; those of nothing are left out. */
  readonly links: readonly PlacedLink[];
}

const nodeWidth = 2;
const gap = 6;

/**
 * Columns stand at equal distances and have the same nodes in the same order; one through which nothing flows is left out.
 * All heights have one scale, such that the fullest column fills the height; each link is as high at both ends, and the
 * links of a side of a node stand below each other in the order of the nodes they lead to.
 */
export function sankey(columns: number, keys: readonly string[], flows: readonly Flow[]): Sankey {
  const real = flows.filter((flow) => flow.value > 0);
  const sides = sidesOf(real);
  const size = (column: number, key: string) =>
    Math.max(sides.get(`in ${column} ${key}`) ?? 0, sides.get(`out ${column} ${key}`) ?? 0);
  const present = Array.from({ length: columns }, (_, column) => keys.filter((key) => size(column, key) > 0));
  const scale = scaleOf(present.map((own, column) => own.map((key) => size(column, key))));
  const nodes = present.flatMap((own, column) => {
    let y = 0;
    return own.map((key): PlacedNode => {
      const value = size(column, key);
      const node = {
        column,
        key,
        value,
        x: columnX(column, columns),
        y,
        width: nodeWidth,
        height: value * scale,
      };
      y += node.height + gap;
      return node;
    });
  });
  return { nodes, links: linksOf(real, keys, nodes, scale) };
}

function sidesOf(flows: readonly Flow[]): Map<string, number> {
  const sides = new Map<string, number>();
  for (const { column, from, to, value } of flows) {
    for (const side of [`out ${column} ${from}`, `in ${column + 1} ${to}`]) {
      sides.set(side, (sides.get(side) ?? 0) + value);
    }
  }
  return sides;
}

function scaleOf(columns: readonly (readonly number[])[]): number {
  const scales = columns.flatMap((values) => {
    const sum = values.reduce((all, value) => all + value, 0);
    return sum > 0 ? [(100 - gap * (values.length - 1)) / sum] : [];
  });
  return scales.length > 0 ? Math.min(...scales) : 0;
}

const columnX = (column: number, columns: number): number =>
  columns > 1 ? (column * (100 - nodeWidth)) / (columns - 1) : 0;

function linksOf(
  flows: readonly Flow[],
  keys: readonly string[],
  nodes: readonly PlacedNode[],
  scale: number,
): PlacedLink[] {
  const taken = new Map<string, number>();
  /** The upper edge of the next link on a side of a node. */
  const next = (side: 'in' | 'out', node: PlacedNode, height: number) => {
    const name = `${side} ${node.column} ${node.key}`;
    const y = taken.get(name) ?? node.y;
    taken.set(name, y + height);
    return y;
  };
  const find = (column: number, key: string) =>
    nodes.find((node) => node.column === column && node.key === key);
  const order = (flow: Flow) => keys.indexOf(flow.from) * keys.length + keys.indexOf(flow.to);
  return flows
    .toSorted((a, b) => a.column - b.column || order(a) - order(b))
    .flatMap((flow) => {
      const [from, to] = [find(flow.column, flow.from), find(flow.column + 1, flow.to)];
      if (!from || !to) return [];
      const height = flow.value * scale;
      const start = { x: from.x + from.width, y: next('out', from, height) };
      const end = { x: to.x, y: next('in', to, height) };
      return [{ flow, start, end, height, path: ribbon(start, end, height) }];
    });
}

function ribbon(start: PlacedLink['start'], end: PlacedLink['end'], height: number): string {
  const at = (x: number, y: number) => `${x.toFixed(2)} ${y.toFixed(2)}`;
  const middle = (start.x + end.x) / 2;
  return [
    `M${at(start.x, start.y)}`,
    `C${at(middle, start.y)} ${at(middle, end.y)} ${at(end.x, end.y)}`,
    `L${at(end.x, end.y + height)}`,
    `C${at(middle, end.y + height)} ${at(middle, start.y + height)} ${at(start.x, start.y + height)}Z`,
  ].join('');
}
