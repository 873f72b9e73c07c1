import type { Landscape } from './landscape.ts';
import type { Progress } from './progress.ts';
import type { OptimaEdge, OptimaNetwork } from './report.ts';

const SHOWN_AT_MOST = 200;
/** Neighbours looked at between two reports. */
const PACE = 2_000_000;

/**
 * The network of local optima (Ochoa et al. 2008, basin-transition edges): an edge's weight is the probability that
 * from a node drawn from one steepest-ascent basin a step to any neighbour alike ends in the other. `uphill` gives
 * each basin the same say: counted by nodes it would be a half on every graph where all have as many neighbours. 0
 * without edges. `climb` is `steepestAscent` of these `optima`, which are sorted, the fittest first.
 */
export function* optimaNetwork(
  { count, fitness, starts, neighbours }: Landscape,
  optima: Int32Array,
  climb: Int32Array,
): Generator<Progress, OptimaNetwork> {
  const shown = Math.min(SHOWN_AT_MOST, optima.length);
  const sums = new Float64Array(shown * shown);
  const sizes = new Int32Array(shown);
  let work = 0;
  for (let node = 0; node < count; node++) {
    const from = climb[node]!;
    if (from < 0 || from >= shown) continue;
    sizes[from]!++;
    const degree = starts[node + 1]! - starts[node]!;
    for (let at = starts[node]!; at < starts[node + 1]!; at++) {
      const to = climb[neighbours[at]!]!;
      if (to >= 0 && to < shown) sums[from * shown + to]! += 1 / degree;
    }
    work += degree;
    if (work > PACE) {
      work = 0;
      yield { stage: 'Network of optima', share: node / count };
    }
  }
  const edges: OptimaEdge[] = [];
  let all = 0;
  let uphill = 0;
  for (let from = 0; from < shown; from++) {
    for (let to = 0; to < shown; to++) {
      const sum = sums[from * shown + to]!;
      if (from === to || sum === 0) continue;
      const weight = sum / sizes[from]!;
      edges.push({ from, to, weight });
      all += weight;
      if (fitness[optima[to]!]! > fitness[optima[from]!]!) uphill += weight;
    }
  }
  return { shown, edges, uphill: all > 0 ? uphill / all : 0 };
}
