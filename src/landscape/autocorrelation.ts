import { createRng, deriveSeed } from '../space/random.ts';
import { pearson } from './correlation.ts';
import type { Landscape } from './landscape.ts';
import type { Progress } from './progress.ts';
import type { SampledAutocorrelation } from './report.ts';

/** Steps between two reports. */
const PACE = 1_000_000;

/** Which walks are sampled. The follow-up's: 200 of 100 nodes each. */
export interface WalkOptions {
  readonly walks: number;
  /** Nodes of a walk. */
  readonly steps: number;
  readonly seed: number;
}

/**
 * The autocorrelation of fitness along the random walk that goes to any neighbour alike, exactly, at lags 0 … `lags`.
 * In the long run the walk is at a node in proportion to its neighbours (d of them); with P its transition matrix and
 * f the fitness less its mean there, ρ(k) = Σ dᵢ fᵢ (Pᵏf)ᵢ / Σ dᵢ fᵢ². Empty where no node with neighbours differs in
 * fitness: there is nothing to correlate.
 */
export function* exactAutocorrelation(
  { count, fitness, starts, neighbours }: Landscape,
  lags: number,
): Generator<Progress, number[]> {
  const stage = 'Autocorrelation';
  const degree = (node: number): number => starts[node + 1]! - starts[node]!;
  if (neighbours.length === 0) return [];
  const first = fitness[neighbours[0]!]!;
  let sum = 0;
  let varies = false;
  for (let node = 0; node < count; node++) {
    if (degree(node) === 0) continue;
    sum += degree(node) * (fitness[node]! - first);
    varies ||= fitness[node] !== first;
  }
  if (!varies) return [];
  const mean = first + sum / neighbours.length;
  const centred = fitness.map((value) => value - mean);
  let moved: Float64Array = centred;
  const covariances: number[] = [];
  let work = 0;
  for (let lag = 0; lag <= lags; lag++) {
    if (lag > 0) {
      const next = new Float64Array(count);
      for (let node = 0; node < count; node++) {
        let total = 0;
        for (let at = starts[node]!; at < starts[node + 1]!; at++) total += moved[neighbours[at]!]!;
        if (degree(node) > 0) next[node] = total / degree(node);
        work += degree(node);
        if (work > PACE) {
          work = 0;
          yield { stage, share: (lag - 1 + node / count) / lags };
        }
      }
      moved = next;
    }
    let covariance = 0;
    for (let node = 0; node < count; node++) covariance += degree(node) * centred[node]! * moved[node]!;
    covariances.push(covariance);
  }
  // Differences whose squares are nothing to a double are none.
  return covariances[0]! > 0 ? covariances.map((covariance) => covariance / covariances[0]!) : [];
}

/**
 * The same as published (Tao & Bang 2024, after Weinberger 1990): for each of many short walks Pearson's correlation
 * of its fitness values with those `lag` steps later, averaged over walks. Biased towards 0, since each walk has its
 * own mean. Walks begin in proportion to neighbours, so that they are stationary. Where a walk's correlation is
 * undefined, because it stayed on a plateau, it is left out of the mean; `NaN` where all are. `undefined` without
 * neighbours.
 */
export function* sampledAutocorrelation(
  { fitness, starts, neighbours }: Landscape,
  lags: number,
  { walks, steps, seed }: WalkOptions,
): Generator<Progress, SampledAutocorrelation | undefined> {
  if (neighbours.length === 0) return undefined;
  const sums = new Float64Array(lags + 1);
  const squares = new Float64Array(lags + 1);
  const defined = new Int32Array(lags + 1);
  const values = new Float64Array(steps);
  let work = 0;
  for (let walk = 0; walk < walks; walk++) {
    const rng = createRng(deriveSeed(seed, 'autocorrelation', walk));
    // A neighbour of anyone, drawn from all, comes up as often as it has neighbours itself.
    let node = neighbours[rng.int(neighbours.length)]!;
    for (let step = 0; step < steps; step++) {
      values[step] = fitness[node]!;
      node = neighbours[starts[node]! + rng.int(starts[node + 1]! - starts[node]!)]!;
    }
    for (let lag = 0; lag <= lags && lag < steps; lag++) {
      const { value } = pearson(values.subarray(0, steps - lag), values.subarray(lag));
      if (Number.isNaN(value)) continue;
      sums[lag]! += value;
      squares[lag]! += value * value;
      defined[lag]!++;
    }
    work += steps * (lags + 1);
    if (work > PACE) {
      work = 0;
      yield { stage: 'Sampled walks', share: walk / walks };
    }
  }
  const means = [...sums].map((sum, lag) => sum / defined[lag]!);
  const half = means.map((mean, lag) => {
    const n = defined[lag]!;
    return n < 2 ? Number.NaN : 1.96 * Math.sqrt(Math.max(0, squares[lag]! / n - mean * mean) / (n - 1));
  });
  return { walks, steps, values: means, half, length: correlationLength(means) };
}

/** −1 / ln ρ(1): after so many steps 1/e of the correlation is left. `undefined` unless ρ(1) is between 0 and 1. */
export function correlationLength(autocorrelation: readonly number[]): number | undefined {
  const first = autocorrelation[1];
  return first !== undefined && first > 0 && first < 1 ? -1 / Math.log(first) : undefined;
}
