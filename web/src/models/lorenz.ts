/** Points of a Lorenz curve. */

/** Shares from 0 to 1. */
export interface LorenzPoint {
  readonly customers: number;
  readonly spend: number;
}

/** The point nearest to each tenth of the customers, each once; the corner from which the curve starts says nothing. */
export function tenths(points: readonly LorenzPoint[]): LorenzPoint[] {
  const found = new Set<LorenzPoint>();
  const rest = points.filter((point) => point.customers > 0);
  for (let tenth = 1; tenth <= 10; tenth += 1) {
    const distance = (point: LorenzPoint) => Math.abs(point.customers - tenth / 10);
    const [first, ...others] = rest;
    if (first) found.add(others.reduce((best, one) => (distance(one) < distance(best) ? one : best), first));
  }
  return [...found];
}
