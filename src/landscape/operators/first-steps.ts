import type { Landscape } from '../landscape.ts';
import type { Progress } from '../progress.ts';
import type { Draw } from './draw.ts';
import { atMost, drawStarts, meanOver, type Starts } from './groups.ts';
import type { Lattice } from './lattice.ts';
import type { ExperimentOptions } from './operator.ts';
import { blindStep } from './shells.ts';
import { type StepFigures, stepFigures } from './step.ts';
import { isTabled, MOST_PAIRS, type StepOutcome, stepsOfMany } from './step-tables.ts';
import { sampleSteps, streamsOf } from './walk.ts';

/** Starts times combinations that are laid out for operators one by one, at most. */
const MOST_LAID_OUT = 6e8;
/** Starts times operators times classes of pairs, where a table has gaps. */
const MOST_PRODUCTS = 1e9;
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
): Generator<Progress, StepOutcome[][]> {
  const { count } = landscape;
  const tabled = draws.filter((draw) => isTabled(lattice, [draw]));
  const others = draws.filter((draw) => !tabled.includes(draw));
  const found = new Map<Draw, StepOutcome[]>();
  const share = tabled.length / draws.length;
  if (tabled.length > 0) {
    const classes = 2 ** Math.min(lattice.varying.length, 12);
    const most = Math.min(
      MOST_PAIRS / count,
      lattice.complete ? Number.POSITIVE_INFINITY : MOST_PRODUCTS / (tabled.length * classes),
    );
    // Groups overlap: all nodes are enough for all four.
    const affordable =
      count <= most
        ? groups
        : groups.map((group) => atMost(group, Math.max(100, Math.floor(most / groups.length)), options.seed));
    const outcomes = yield* stepsOfMany(landscape, lattice, tabled, affordable);
    for (const [k, draw] of tabled.entries())
      found.set(
        draw,
        outcomes.map((own) => own[k]!),
      );
  }
  const everywhere = Int32Array.from({ length: count }, (_, i) => i);
  const laidOut = others.length * count * lattice.combinations <= MOST_LAID_OUT;
  const sampled = Math.max(options.walks, Math.min(STEPS_A_WALK * options.walks, ENOUGH_STEPS));
  const streams = laidOut ? undefined : streamsOf(sampled, options.seed);
  const starts = laidOut ? [] : groups.map((group) => drawStarts(group, sampled, options.seed));
  for (const [k, draw] of others.entries()) {
    yield { stage: 'One step', share: share + ((1 - share) * k) / others.length };
    if (laidOut) {
      const figures = yield* stepFigures(landscape, lattice, draw, everywhere);
      found.set(
        draw,
        groups.map((group) => outcomeOf(group, figures)),
      );
      continue;
    }
    const blind = draw.operator.acceptance.kind === 'blind' ? blindStep(lattice, draw) : undefined;
    const next = blind?.apply(landscape.fitness);
    const outcomes: StepOutcome[] = [];
    for (const [g, group] of groups.entries()) {
      const outcome = yield* sampleSteps(landscape, lattice, draw, starts[g]!, streams!);
      if (blind && next) {
        const reach = meanOver(group, (node) => blind.reach[node]!);
        const change = meanOver(group, (node) => next[node]! - landscape.fitness[node]!);
        outcomes.push({ ...outcome, reach, moved: reach, change });
      } else outcomes.push(outcome);
    }
    found.set(draw, outcomes);
  }
  return groups.map((_, g) => draws.map((draw) => found.get(draw)![g]!));
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
