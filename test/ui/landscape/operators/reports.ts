import { drawFamily } from '../../../../src/landscape/operators/generators.ts';
import type {
  ExperimentReport,
  Group,
  GroupResult,
  Hypothesis,
  Outcome,
  RankCorrelation,
} from '../../../../src/landscape/operators/operator.ts';
import { DEFAULT_FAMILY } from '../../../../src/ui/landscape/operators/family.ts';

export const SIZES = [5, 5, 5, 5, 5, 5];

const exact = (mean: number) => ({ mean, half: 0 });
const NONE: RankCorrelation = { tau: Number.NaN, p: Number.NaN, interval: [Number.NaN, Number.NaN] };
const known = (tau: number): RankCorrelation => ({ tau, p: 1e-12, interval: [tau - 0.01, tau + 0.01] });

/** A report as the experiments make it, with operators drawn and figures that follow their reach by a rule. */
export function reportOf(count: number, hypotheses: readonly Hypothesis[] = []): ExperimentReport {
  const operators = drawFamily(SIZES, { ...DEFAULT_FAMILY, count }, 1);
  const reaches = operators.map(({ distances }) => distances.reduce((sum, share, d) => sum + d * share, 0));
  const slopes: Readonly<Record<Group, number>> = { best: -1.4, worst: 5, all: 0, skewed: -0.9 };
  const groups = (['best', 'worst', 'all', 'skewed'] as const).map((group): GroupResult => {
    const slope = slopes[group];
    const outcomes = reaches.map(
      (reach, i): Outcome => ({
        reach: exact(reach),
        moved: exact(reach),
        // From anywhere it is zero but for rounding.
        change: exact(group === 'all' ? (i % 3) * 1e-16 : slope * reach),
        improves: exact(Math.max(0, 0.3 - 0.04 * reach)),
        pathChange: { mean: (slope * reach) / 10, half: 0.02 },
        toThreshold: group === 'all' ? { mean: 30 + 10 * reach, half: 2, givenUp: 0 } : undefined,
      }),
    );
    return {
      ...{ group, outcomes },
      reachAndChange: slope === 0 ? NONE : known(Math.sign(slope) * 0.911),
      reachAndImproves: known(-1),
      reachAndPathChange: known(-0.02),
      reachAndSteps: group === 'all' ? known(0.824) : undefined,
    };
  });
  return { options: DEFAULT_FAMILY.options, operators, groups, hypotheses };
}
