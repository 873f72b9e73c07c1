import {
  correlationLength,
  exactAutocorrelation,
  sampledAutocorrelation,
  type WalkOptions,
} from './autocorrelation.ts';
import { steepestAscent, weakBasins } from './basins.ts';
import { pearson } from './correlation.ts';
import { densityOfStates } from './density.ts';
import { fitnessDistance } from './fitness-distance.ts';
import type { Landscape } from './landscape.ts';
import { neutralNetworks } from './neutral.ts';
import { fittest, strictOptima } from './optima.ts';
import { optimaNetwork } from './optima-network.ts';
import { plateausOf } from './plateaus.ts';
import { asPart, type Progress } from './progress.ts';
import type { Basins, LandscapeReport, Optimum } from './report.ts';

export interface AnalysisOptions {
  /** The largest lag of the autocorrelation. */
  readonly lags?: number;
  /** Which walks are sampled beside it; left out: none. */
  readonly walks?: WalkOptions | undefined;
}

/** The follow-up's walks, its seed too; not its generator. */
export const PUBLISHED_WALKS: WalkOptions = { walks: 200, steps: 100, seed: 0 };

/**
 * Everything that the report holds, in one go; `share` goes from 0 to 1 over all stages. Throws a `RangeError` for a
 * landscape without nodes.
 */
export function* analyse(
  landscape: Landscape,
  { lags = 20, walks }: AnalysisOptions = {},
): Generator<Progress, LandscapeReport> {
  const { count, fitness } = landscape;
  yield { stage: 'Density of states', share: 0 };
  const density = densityOfStates(fitness);
  yield { stage: 'Plateaus', share: 0.05 };
  const plateaus = plateausOf(landscape);
  yield { stage: 'Local optima', share: 0.12 };
  const nodes = strictOptima(landscape, plateaus);
  const best = fittest(plateaus);
  const reached = yield* asPart(weakBasins(landscape, plateaus, nodes), 0.15, 0.4);
  yield { stage: 'Steepest ascent', share: 0.4 };
  const climb = steepestAscent(landscape, plateaus, nodes);
  const neutral = yield* asPart(neutralNetworks(landscape, plateaus), 0.5, 0.6);
  const fitnessAndDistance = yield* asPart(fitnessDistance(landscape, best, nodes), 0.6, 0.8);
  const exact = yield* asPart(exactAutocorrelation(landscape, lags), 0.8, 0.9);
  const sampled = walks && (yield* asPart(sampledAutocorrelation(landscape, lags, walks), 0.9, 0.95));
  const network = yield* asPart(optimaNetwork(landscape, nodes, climb), 0.95, 1);

  const climbed = new Int32Array(nodes.length);
  for (const end of climb) if (end >= 0) climbed[end]!++;
  const optima = Array.from(
    nodes,
    (node, i): Optimum => ({
      node,
      fitness: fitness[node]!,
      distance: landscape.distance(node, best),
      weakBasin: reached.weak[i]!,
      strongBasin: reached.strong[i]!,
      climbBasin: climbed[i]!,
    }),
  );
  return {
    count,
    density,
    fitnessDistance: fitnessAndDistance,
    optima,
    basins: basinsOf(count, optima, reached.weakUnion, climb),
    neutral,
    autocorrelation: { exact, exactLength: correlationLength(exact), sampled },
    network,
  };
}

function basinsOf(count: number, optima: readonly Optimum[], weakUnion: number, climb: Int32Array): Basins {
  const weak = optima.map(({ weakBasin }) => weakBasin);
  const strong = optima.map(({ strongBasin }) => strongBasin).filter((size) => size > 0);
  const strongUnion = sumOf(strong);
  return {
    weakExtent: weakUnion / count,
    bestWeakExtent: (optima[0]?.weakBasin ?? 0) / count,
    meanWeakSize: optima.length === 0 ? 0 : sumOf(weak) / optima.length,
    strongCount: strong.length,
    meanStrongSize: strong.length === 0 ? 0 : strongUnion / strong.length,
    strongExtent: strongUnion / count,
    bestStrongExtent: (optima[0]?.strongBasin ?? 0) / count,
    fitnessAndSize:
      optima.length < 3
        ? undefined
        : pearson(
            optima.map(({ fitness }) => fitness),
            weak,
          ),
    climb,
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
