import { momentsOf } from '../density.ts';
import type { Landscape } from '../landscape.ts';
import { asPart, type Progress } from '../progress.ts';
import { drawOf } from './draw.ts';
import { firstSteps } from './first-steps.ts';
import { drawStarts, startGroups } from './groups.ts';
import { latticeOf } from './lattice.ts';
import type { ExperimentOptions, ExperimentReport, GroupResult, Operator, Outcome } from './operator.ts';
import { hasSets } from './pair-classes.ts';
import { exactPaths } from './paths.ts';
import { rankCorrelations } from './rank-correlation.ts';
import { spectrumOf } from './spectrum.ts';
import { hypotheses } from './verdicts.ts';
import { sampleWalks, streamsOf } from './walk.ts';

/**
 * The experiments on reach and improvability: what each operator does in one step, over a path of fixed length, and on
 * its way to a threshold, from each group of starts; Kendall's τ of the operators' reach against each of these; and
 * what that says of the three hypotheses. Exact where that is known (`Estimate.half` 0), else sampled: all operators
 * then share the starts and the random numbers of their walks. Seeded. Throws a `RangeError` where the space is no
 * product of choices or too large, an operator does not fit it, an option makes no sense, or there are no operators.
 */
export function* runExperiments(
  landscape: Landscape,
  operators: readonly Operator[],
  options: ExperimentOptions,
): Generator<Progress, ExperimentReport> {
  checkOptions(options);
  if (operators.length === 0) throw new RangeError('The experiments compare operators, and there are none.');
  yield { stage: 'Laying out the space', share: 0 };
  const { fitness, product } = landscape;
  const lattice = latticeOf(landscape);
  const draws = operators.map((operator) => drawOf(operator, product!.sizes));
  const groups = startGroups(fitness, options.skew);

  // What blind symmetric operators do to a whole space: any number of steps at once.
  const spectrum =
    lattice.complete &&
    hasSets(lattice) &&
    draws.some((draw) => draw.symmetric && draw.operator.acceptance.kind === 'blind')
      ? yield* asPart(spectrumOf(lattice, fitness, groups), 0, 0.02)
      : undefined;
  const first = firstSteps(landscape, lattice, draws, groups, options, spectrum);
  const steps = yield* asPart(first, 0.02, 0.2);
  const target = options.threshold > 0 ? targetOf(fitness, options.threshold) : undefined;
  const exact = yield* asPart(
    exactPaths(landscape, lattice, draws, groups, options, target, spectrum),
    0.2,
    0.35,
  );
  const outcomes: Outcome[][] = [];
  const streams = streamsOf(options.walks, options.seed);
  for (const [g, group] of groups.entries()) {
    const starts = drawStarts(group, options.walks, options.seed);
    const found: Outcome[] = [];
    for (const [k, draw] of draws.entries()) {
      const known = exact(g, k);
      const asked = {
        starts,
        streams,
        steps: known.pathChange ? 0 : options.steps,
        target: known.toThreshold ? undefined : target,
        cap: options.cap,
      };
      const from = 0.35 + (0.5 * (g + k / draws.length)) / groups.length;
      const sampled =
        asked.steps > 0 || asked.target
          ? yield* asPart(sampleWalks(landscape, lattice, draw, asked), from, from)
          : undefined;
      found.push({
        ...steps[g]![k]!,
        pathChange: known.pathChange ?? sampled!.pathChange!,
        toThreshold: known.toThreshold ?? sampled?.toThreshold,
      });
      yield { stage: 'Walking', share: from };
    }
    outcomes.push(found);
  }

  const { deviation } = momentsOf(fitness);
  const unit = (deviation > 0 ? deviation : 1) * ROUNDING;
  const results: GroupResult[] = [];
  for (const [g, { group }] of groups.entries()) {
    const own = outcomes[g]!;
    const figure = (value: (outcome: Outcome) => number, scale: number) => ranked(own.map(value), scale);
    const figures = [
      figure(({ change }) => change.mean, unit),
      figure(({ improves }) => improves.mean, ROUNDING),
      figure(({ pathChange }) => pathChange.mean, unit),
      ...(target ? [figure(({ toThreshold }) => toThreshold!.mean, ROUNDING)] : []),
    ];
    const reach = figure((outcome) => outcome.reach.mean, ROUNDING);
    const from = 0.85 + (0.15 * g) / groups.length;
    const found = yield* asPart(rankCorrelations(reach, figures, options), from, from + 0.15 / groups.length);
    results.push({
      group,
      outcomes: own,
      reachAndChange: found[0]!,
      reachAndImproves: found[1]!,
      reachAndPathChange: found[2]!,
      reachAndSteps: found[3],
    });
  }
  return {
    options,
    operators,
    groups: results,
    hypotheses: hypotheses(landscape, operators, results, options),
  };
}

/** Figures that differ by less than this part of their scale are equal but for rounding, and must not be ranked. */
const ROUNDING = 1e-11;

const ranked = (values: readonly number[], scale: number): number[] =>
  values.map((value) => Math.round(value / scale));

/** The fittest nodes, so many that they are this share of all (at least one), and those as fit as the last of them. */
export function targetOf(fitness: Float64Array, share: number): Uint8Array {
  const falling = fitness.toSorted().reverse();
  const least = falling[Math.max(1, Math.round(share * fitness.length)) - 1]!;
  return Uint8Array.from(fitness, (value) => (value >= least ? 1 : 0));
}

function checkOptions(options: ExperimentOptions): void {
  const { skew, steps, threshold, cap, walks, resamples, seed } = options;
  const must = (name: string, value: number, least: number, most: number, whole: boolean) => {
    if (!(value >= least && value <= most) || (whole && !Number.isInteger(value)))
      throw new RangeError(
        `The option ${name} is a ${whole ? 'whole number' : 'number'} from ${least} to ${most}, not ${value}.`,
      );
  };
  must('skew', skew, -700, 700, false);
  must('steps', steps, 1, 1e6, true);
  must('threshold', threshold, 0, 1, false);
  must('cap', cap, 1, 1e9, true);
  must('walks', walks, 2, 1e7, true);
  must('resamples', resamples, 1, 1e6, true);
  must('seed', seed, 0, Number.MAX_SAFE_INTEGER, true);
}
