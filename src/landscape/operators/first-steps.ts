import { meanOf } from '../density.ts';
import type { Landscape } from '../landscape.ts';
import { asPart, type Progress } from '../progress.ts';
import type { Draw } from './draw.ts';
import { atMost, drawStarts, meanOver, type Starts } from './groups.ts';
import type { Lattice } from './lattice.ts';
import type { ExperimentOptions } from './operator.ts';
import { blindStep, keepsMean } from './shells.ts';
import type { Spectrum } from './spectrum.ts';
import { type StepFigures, stepFigures } from './step.ts';
import { isTabled, mostStarts, type StepOutcome, stepsOfMany } from './step-tables.ts';
import { sampleSteps, streamsOf } from './walk.ts';

/** Starts times combinations that are laid out for operators one by one, at most. */
const MOST_LAID_OUT = 6e8;
/** Single steps are cheap: so many are sampled for each walk that is. */
const STEPS_A_WALK = 20;
const ENOUGH_STEPS = 20_000;

/**
 * One step of each operator from each group, by group and operator. Exact for operators whose options make no
 * difference (`stepsOfMany`), and for a few of any kind (`stepFigures`); else sampled, but for the reach and the change
 * of blind ones, which convolution gives. Groups are drawn from where a table is so large that pairs would be too many.
 */
export function* firstSteps(
  landscape: Landscape,
  lattice: Lattice,
  draws: readonly Draw[],
  groups: readonly Starts[],
  options: ExperimentOptions,
  spectrum: Spectrum | undefined,
): Generator<Progress, StepOutcome[][]> {
  const { count } = landscape;
  const tabled = draws.filter((draw) => isTabled(lattice, [draw]));
  const others = draws.filter((draw) => !tabled.includes(draw));
  const found = new Map<Draw, StepOutcome[]>();
  const share = tabled.length / draws.length;
  if (tabled.length > 0) {
    const most = mostStarts(landscape, lattice, tabled, spectrum);
    // Groups overlap: all nodes are enough for all four.
    const affordable =
      count <= most
        ? groups
        : groups.map((group) => atMost(group, Math.max(100, Math.floor(most / groups.length)), options.seed));
    const outcomes = yield* asPart(stepsOfMany(landscape, lattice, tabled, affordable, spectrum), 0, share);
    for (const [k, draw] of tabled.entries())
      found.set(
        draw,
        outcomes.map((own) => own[k]!),
      );
  }
  const mean = meanOf(landscape.fitness);
  const centred = landscape.fitness.map((value) => value - mean);
  const everywhere = Int32Array.from({ length: count }, (_, i) => i);
  const laidOut = others.length * count * lattice.combinations <= MOST_LAID_OUT;
  const sampled = Math.max(options.walks, Math.min(STEPS_A_WALK * options.walks, ENOUGH_STEPS));
  const streams = laidOut ? undefined : streamsOf(sampled, options.seed);
  const starts = laidOut ? [] : groups.map((group) => drawStarts(group, sampled, options.seed));
  for (const [k, draw] of others.entries()) {
    const from = share + ((1 - share) * k) / others.length;
    const part = <T>(work: Generator<Progress, T>) => asPart(work, from, from + (1 - share) / others.length);
    yield { stage: 'One step', share: from };
    if (laidOut) {
      const figures = yield* part(stepFigures(landscape, lattice, draw, everywhere));
      found.set(
        draw,
        groups.map((group) => outcomeOf(group, figures)),
      );
      continue;
    }
    const blind =
      draw.operator.acceptance.kind === 'blind' ? yield* part(blindStep(lattice, draw)) : undefined;
    const next = blind && (yield* part(blind.apply(centred)));
    const outcomes: StepOutcome[] = [];
    for (const [g, group] of groups.entries()) {
      const outcome = yield* part(sampleSteps(landscape, lattice, draw, starts[g]!, streams!));
      if (blind && next) {
        const reach = meanOver(group, (node) => blind.reach[node]!);
        const change = meanOver(group, (node) => next[node]! - centred[node]!);
        outcomes.push({ ...outcome, reach, moved: reach, change });
      } else outcomes.push(outcome);
    }
    found.set(draw, outcomes);
  }
  return groups.map((group, g) =>
    draws.map((draw) => {
      const outcome = found.get(draw)![g]!;
      return keepsMean(lattice, draw, group) ? { ...outcome, change: { mean: 0, half: 0 } } : outcome;
    }),
  );
}

function outcomeOf(group: Starts, figures: StepFigures): StepOutcome {
  const mean = (values: Float64Array) => meanOver(group, (node) => values[node]!);
  return {
    reach: mean(figures.reach),
    moved: mean(figures.moved),
    change: mean(figures.change),
    improves: mean(figures.improves),
  };
}
