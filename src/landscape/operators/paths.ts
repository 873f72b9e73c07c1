import type { Landscape } from '../landscape.ts';
import type { Progress } from '../progress.ts';
import { cappedSteps, elitistChain, meanAfter, SPARSE_AT_MOST, type Transition } from './chain.ts';
import type { Draw } from './draw.ts';
import { meanOver, type Starts } from './groups.ts';
import type { Lattice } from './lattice.ts';
import type { ExperimentOptions, Outcome } from './operator.ts';
import { hasSets } from './pair-classes.ts';
import { blindStep } from './shells.ts';
import { changeAfter, spectrumOf } from './spectrum.ts';

/** What is known exactly of the paths of an operator from a group; `undefined` where it has to be sampled. */
export interface KnownPaths {
  readonly pathChange?: Outcome['pathChange'] | undefined;
  readonly toThreshold?: Outcome['toThreshold'] | undefined;
}

/** Additions and multiplications that exact chains may take in all, about: a few seconds. */
const MOST_WORK = 2e9;

/**
 * Exact paths, by group and operator. Of symmetric blind operators on a table without gaps: all, by the spectrum. Of
 * other blind ones, and of elitist ones that change two positions at most: those whose chains can be applied step by
 * step in a few seconds, all operators alike or none. Memory is never exact.
 */
export function* exactPaths(
  landscape: Landscape,
  lattice: Lattice,
  draws: readonly Draw[],
  groups: readonly Starts[],
  { steps, cap }: ExperimentOptions,
  target: Uint8Array | undefined,
): Generator<Progress, (group: number, operator: number) => KnownPaths> {
  const spectrum =
    lattice.complete && hasSets(lattice) ? spectrumOf(lattice, landscape.fitness, groups) : undefined;
  const isBlind = ({ operator }: Draw) => operator.acceptance.kind === 'blind' && operator.memory === 0;
  const isSparse = ({ operator, furthest }: Draw) =>
    operator.acceptance.kind === 'elitist' && operator.memory === 0 && furthest <= SPARSE_AT_MOST;
  const bySpectrum = draws.map((draw) => spectrum !== undefined && draw.symmetric && isBlind(draw));
  const work = (draw: Draw): number =>
    isBlind(draw)
      ? 2 * lattice.combinations * lattice.varying.length * (draw.furthest + 1)
      : isSparse(draw)
        ? movesOf(lattice, draw)
        : 0;
  const needed = (length: (k: number) => number) =>
    draws.reduce((sum, draw, k) => sum + length(k) * work(draw), 0);
  const stepwise = needed((k) => (bySpectrum[k] ? 0 : steps)) <= MOST_WORK;
  const threshold = target !== undefined && needed(() => cap) <= MOST_WORK;

  const known: KnownPaths[][] = groups.map(() => []);
  for (const [k, draw] of draws.entries()) {
    yield { stage: 'Exact chains', share: k / draws.length };
    const paths = bySpectrum[k]
      ? changeAfter(spectrum!, draw, steps).map((change) => change / steps)
      : undefined;
    let step: Transition | undefined;
    if ((isBlind(draw) || isSparse(draw)) && (threshold || (stepwise && !paths)))
      step = isBlind(draw)
        ? blindStep(lattice, draw).apply
        : (yield* elitistChain(landscape, lattice, draw)).step;
    const after = step && stepwise && !paths ? yield* meanAfter(step, landscape.fitness, steps) : undefined;
    const reached = step && threshold ? yield* cappedSteps(step, target, cap) : undefined;
    for (const [g, group] of groups.entries()) {
      const change = paths
        ? { mean: paths[g]!, half: 0 }
        : after && meanOver(group, (node) => (after[node]! - landscape.fitness[node]!) / steps);
      known[g]!.push({
        pathChange: change,
        toThreshold: reached && {
          ...meanOver(group, (node) => reached.mean[node]!),
          givenUp: meanOver(group, (node) => reached.givenUp[node]!).mean,
        },
      });
    }
  }
  return (group, operator) => known[group]![operator]!;
}

/** Moves of one or two changes, from all nodes, about. */
function movesOf({ sizes, combinations }: Lattice, { furthest }: Draw): number {
  const one = sizes.reduce((sum, size) => sum + size - 1, 0);
  return combinations * (furthest < 2 ? one : one + (one * one) / 2);
}
