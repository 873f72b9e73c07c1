import { correlations } from './correlation.ts';
import { meanOf, quantile } from './density.ts';
import { distanceCost, type Landscape } from './landscape.ts';
import type { Progress } from './progress.ts';
import type { DistanceGroup, FitnessDistance } from './report.ts';

/** Points of a violin's outline. */
const POINTS = 96;
/** Values times points between two reports. */
const PACE = 1_000_000;

const stage = 'Fitness and distance';

/**
 * How fitness goes with the distance to the best node: correlations (Jones & Forrest's fitness distance correlation is
 * Pearson's) over all nodes and over the strict `optima` alone, and the distribution of fitness at each distance.
 */
export function* fitnessDistance(
  landscape: Landscape,
  best: number,
  optima: Int32Array,
): Generator<Progress, FitnessDistance> {
  const { count, fitness } = landscape;
  const distances = new Float64Array(count);
  const cost = distanceCost(landscape);
  for (let node = 0, work = 0; node < count; node++) {
    distances[node] = landscape.distance(node, best);
    work += cost;
    if (work > PACE) {
      work = 0;
      yield { stage, share: (0.1 * node) / count };
    }
  }
  yield { stage, share: 0.1 };
  const all = correlations(fitness, distances);
  yield { stage, share: 0.4 };
  const ofOptima = (values: Float64Array): Float64Array => Float64Array.from(optima, (node) => values[node]!);
  return {
    best,
    all,
    optima: optima.length < 3 ? undefined : correlations(ofOptima(fitness), ofOptima(distances)),
    byDistance: yield* groups(fitness, distances),
  };
}

function* groups(fitness: Float64Array, distances: Float64Array): Generator<Progress, DistanceGroup[]> {
  const byDistance = new Map<number, number[]>();
  for (let node = 0; node < fitness.length; node++) {
    const group = byDistance.get(distances[node]!);
    if (group) group.push(fitness[node]!);
    else byDistance.set(distances[node]!, [fitness[node]!]);
  }
  const found: DistanceGroup[] = [];
  for (const [distance, values] of [...byDistance].sort(([a], [b]) => a - b)) {
    const sorted = Float64Array.from(values).sort();
    found.push({
      distance,
      count: sorted.length,
      mean: meanOf(sorted),
      summary: [0, 0.25, 0.5, 0.75, 1].map((q) => quantile(sorted, q)) as [
        number,
        number,
        number,
        number,
        number,
      ],
      ...(yield* violin(sorted)),
    });
    yield { stage, share: 0.4 + (0.6 * found.length) / byDistance.size };
  }
  return found;
}

/**
 * A Gaussian kernel's estimate of the density, from the least value to the largest, scaled to 1 at its largest. The
 * bandwidth is Silverman's, `0.9 · min(deviation, IQR / 1.34) / n^⅕`, but never less than the points are apart: a
 * long tail must not make the outline jagged. Equal values are one point.
 */
function* violin(sorted: Float64Array): Generator<Progress, Pick<DistanceGroup, 'points' | 'outline'>> {
  const n = sorted.length;
  const minimum = sorted[0]!;
  const range = sorted[n - 1]! - minimum;
  const gap = range / (POINTS - 1);
  if (gap === 0) return { points: [minimum], outline: [1] };
  const mean = meanOf(sorted);
  const deviation = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.34;
  const rule = (0.9 * (spread > 0 ? Math.min(deviation, spread) : deviation)) / n ** 0.2;
  const width = Math.max(rule, gap);
  const points = Array.from({ length: POINTS }, (_, i) =>
    i === POINTS - 1 ? sorted[n - 1]! : minimum + gap * i,
  );
  const outline: number[] = [];
  let work = 0;
  for (const point of points) {
    let density = 0;
    for (let i = 0; i < n; i++) {
      const z = (sorted[i]! - point) / width;
      // Beyond this the kernel is below 10⁻⁸ of its height.
      if (z > 6) break;
      if (z > -6) density += Math.exp((-z * z) / 2);
    }
    outline.push(density);
    work += n;
    if (work > PACE) {
      work = 0;
      yield { stage, share: 0.5 };
    }
  }
  const largest = Math.max(...outline);
  return { points, outline: outline.map((density) => density / largest) };
}
