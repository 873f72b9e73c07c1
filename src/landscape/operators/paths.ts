import { meanOf } from '../density.ts';
import type { Landscape } from '../landscape.ts';
import { asPart, type Progress } from '../progress.ts';
import { cappedSteps, elitistChain, meanAfter, SPARSE_AT_MOST, type Transition } from './chain.ts';
import type { Draw } from './draw.ts';
import { meanOver, type Starts } from './groups.ts';
import type { Lattice } from './lattice.ts';
import type { ExperimentOptions, Outcome } from './operator.ts';
import { blindStep, keepsMean } from './shells.ts';
import { changeAfter, type Spectrum } from './spectrum.ts';

/** What is known exactly of the paths of an operator from a group; `undefined` where it has to be sampled. */
export interface KnownPaths {
  readonly pathChange?: Outcome['pathChange'] | undefined;
  readonly toThreshold?: Outcome['toThreshold'] | undefined;
}

/** Additions and multiplications that exact chains may take in all, about: a few seconds. */
const MOST_WORK = 2e9;
/** Moves of one chain that are held: 200 MB. */
const MOST_MOVES = 2 ** 24;

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
  spectrum: Spectrum | undefined,
): Generator<Progress, (group: number, operator: number) => KnownPaths> {
  const isBlind = ({ operator }: Draw) => operator.acceptance.kind === 'blind' && operator.memory === 0;
  const isSparse = ({ operator, furthest }: Draw) =>
    operator.acceptance.kind === 'elitist' && operator.memory === 0 && furthest <= SPARSE_AT_MOST;
  const canApply = (draw: Draw) => isBlind(draw) || (isSparse(draw) && movesOf(lattice, draw) <= MOST_MOVES);
  const bySpectrum = draws.map((draw) => spectrum !== undefined && draw.symmetric && isBlind(draw));
  const work = (draw: Draw): number =>
    isBlind(draw)
      ? 2 * lattice.combinations * lattice.varying.length * (draw.furthest + 1)
      : canApply(draw)
        ? movesOf(lattice, draw)
        : 0;
  const needed = (length: (k: number) => number) =>
    draws.reduce((sum, draw, k) => sum + length(k) * work(draw), 0);
  const stepwise = needed((k) => (bySpectrum[k] ? 0 : steps)) <= MOST_WORK;
  const threshold = target !== undefined && needed(() => cap) <= MOST_WORK;

  // What is left of the mean: a change is then not lost in the rounding of large numbers.
  const mean = meanOf(landscape.fitness);
  const centred = landscape.fitness.map((value) => value - mean);

  const known: KnownPaths[][] = groups.map(() => []);
  for (const [k, draw] of draws.entries()) {
    const part = <T>(work: Generator<Progress, T>) => asPart(work, k / draws.length, (k + 1) / draws.length);
    yield { stage: 'Exact chains', share: k / draws.length };
    const paths = bySpectrum[k]
      ? changeAfter(spectrum!, draw, steps).map((change) => change / steps)
      : undefined;
    let step: Transition | undefined;
    if (canApply(draw) && (threshold || (stepwise && !paths)))
      step = isBlind(draw)
        ? (yield* part(blindStep(lattice, draw))).apply
        : (yield* part(elitistChain(landscape, lattice, draw))).step;
    const after = step && stepwise && !paths ? yield* part(meanAfter(step, centred, steps)) : undefined;
    const reached = step && threshold ? yield* part(cappedSteps(step, target, cap)) : undefined;
    for (const [g, group] of groups.entries()) {
      const change =
        isBlind(draw) && keepsMean(lattice, draw, group)
          ? { mean: 0, half: 0 }
          : paths
            ? { mean: paths[g]!, half: 0 }
            : after && meanOver(group, (node) => (after[node]! - centred[node]!) / steps);
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

/** Moves of one or two changes, from all nodes, at most. */
function movesOf({ sizes, codes }: Lattice, { furthest }: Draw): number {
  const one = sizes.reduce((sum, size) => sum + size - 1, 0);
  return codes.length * (furthest < 2 ? one : one + (one * one) / 2);
}
