import { momentsOf } from '../density.ts';
import { isComplete, type Landscape } from '../landscape.ts';
import { isSymmetric } from './draw.ts';
import type {
  ExperimentOptions,
  Group,
  GroupResult,
  Hypothesis,
  Operator,
  Outcome,
  RankCorrelation,
} from './operator.ts';

type Verdict = Hypothesis['verdict'];

/** A distribution with a skewness less far from 0 is called nearly symmetric (Bulmer 1979). */
const SKEWED = -0.5;

/**
 * What the hypotheses say, of which group, and which sign τ should have (AMISTAD, "What Makes Neural Architecture
 * Search Work?").
 */
const CLAIMS = [
  {
    id: 'H1',
    group: 'best',
    sign: -1,
    claim: 'Operators with a larger reach improve less from the best tenth of architectures.',
  },
  {
    id: 'H2',
    group: 'worst',
    sign: 1,
    claim: 'Operators with a larger reach improve more from the worst tenth of architectures.',
  },
  {
    id: 'H3',
    group: 'all',
    sign: -1,
    claim:
      'Operators with a larger reach improve less overall where many architectures are good and few are bad.',
  },
] as const;

const WORDS: Readonly<Record<Group, string>> = {
  best: 'the best tenth',
  worst: 'the worst tenth',
  all: 'anywhere',
  skewed: 'starts drawn by rank',
};

/**
 * What the experiments say of the three hypotheses. A hypothesis is supported, or contradicted, where the bootstrap
 * interval of τ between reach and the change of one step lies on one side of 0, τ has a p-value below 0.05, the
 * operators differ by more than sampling makes of them, and the path of fixed length does not say the opposite as
 * clearly; else it is undecided. It cannot show where the operators do not differ in what it is about, or the
 * landscape is not as it supposes.
 */
export function hypotheses(
  landscape: Landscape,
  operators: readonly Operator[],
  groups: readonly GroupResult[],
  options: ExperimentOptions,
): Hypothesis[] {
  const { deviation, skewness } = momentsOf(landscape.fitness);
  return CLAIMS.map(({ id, group, sign, claim }) => {
    const result = groups.find((one) => one.group === group)!;
    const evidence = evidenceOf(result, options, deviation, sign);
    let verdict = verdictOf(result, sign);
    if (id === 'H3') {
      evidence.unshift(skewnessWords(skewness));
      if (!(skewness < SKEWED)) verdict = 'cannot show';
      if (keepsUniform(landscape, operators))
        evidence.push(
          'These operators are blind and symmetric, and the table has no gaps: a step turns uniform chance over all ' +
            'architectures into itself, so that the overall mean change is exactly 0 for each of them, whatever ' +
            'its reach. It takes acceptance, unequal weights of options, or starts that are not uniform to show a ' +
            'difference.',
        );
      const byRank = groups.find((one) => one.group === 'skewed');
      if (byRank && options.skew !== 0)
        evidence.push(
          `One step from starts with a weight of exp(${signed(options.skew)} · rank), rank 0 the least fit and 1 the ` +
            `fittest: ${correlationWords(byRank.reachAndChange)}.`,
        );
    }
    return { id, claim, verdict, evidence, caveats: caveatsOf(operators, result, verdict, id) };
  });
}

function skewnessWords(skewness: number): string {
  if (Number.isNaN(skewness))
    return 'All architectures are as good: there is no skew, which the hypothesis supposes.';
  const words =
    skewness < SKEWED
      ? 'many good architectures and a long tail of bad ones, which statistics calls left-skewed (the source says ' +
        'skewed right, and means many accurate ones)'
      : skewness < 0
        ? 'nearly symmetric, by the usual rule of thumb (from −0.5 to 0.5), and not skewed towards many good ' +
          'architectures, which the hypothesis supposes'
        : 'it is not skewed towards many good architectures, which the hypothesis supposes';
  return `The distribution of fitness has a skewness of ${signed(skewness)}: ${words}.`;
}

/** Whether a step of each operator turns uniform chance over all nodes into itself. */
const keepsUniform = (landscape: Landscape, operators: readonly Operator[]): boolean =>
  isComplete(landscape) &&
  operators.every((operator) => operator.acceptance.kind === 'blind' && isSymmetric(operator));

function verdictOf({ outcomes, reachAndChange, reachAndPathChange }: GroupResult, sign: number): Verdict {
  const one = sideOf(reachAndChange);
  const path = sideOf(reachAndPathChange);
  if (one === undefined) return 'cannot show';
  if (one === 0 || isNoise(outcomes, 'change')) return 'undecided';
  if (path === -one && !isNoise(outcomes, 'pathChange')) return 'undecided';
  return one === sign ? 'supported' : 'contradicted';
}

/**
 * Whether all operators lie within the error of one sampled mean. They share their starts, so that even an error that
 * is large beside their differences may rank them by their reach.
 */
function isNoise(outcomes: readonly Outcome[], figure: 'change' | 'pathChange'): boolean {
  const means = outcomes.map((outcome) => outcome[figure].mean);
  const half = outcomes.reduce((most, outcome) => Math.max(most, outcome[figure].half), 0);
  return half > 0 && Math.max(...means) - Math.min(...means) <= 2 * half;
}

/** The sign of τ where it is clear, 0 where it is not, `undefined` where there is none. */
function sideOf({ tau, p, interval: [low, high] }: RankCorrelation): number | undefined {
  if (Number.isNaN(tau)) return undefined;
  if (p < 0.05 && low > 0) return 1;
  if (p < 0.05 && high < 0) return -1;
  return 0;
}

function evidenceOf(
  result: GroupResult,
  { steps, cap, threshold }: ExperimentOptions,
  deviation: number,
  sign: number,
): string[] {
  const from = WORDS[result.group];
  const sentences = [
    `One step from ${from}, reach against change of fitness: ${correlationWords(result.reachAndChange)}. The ` +
      `operators change it by ${range(result, ({ change }) => change.mean, deviation)}.` +
      standing(result.reachAndChange, sign),
  ];
  sentences.push(
    `Reach against the probability that a step improves: ${correlationWords(result.reachAndImproves)}. It is ` +
      `${range(result, ({ improves }) => improves.mean)}.` +
      standing(result.reachAndImproves, sign),
  );
  sentences.push(
    `Over ${steps} steps: ${correlationWords(result.reachAndPathChange)}. A step of the path changes fitness by ` +
      `${range(result, ({ pathChange }) => pathChange.mean, deviation)} on average.` +
      standing(result.reachAndPathChange, sign),
  );
  if (result.reachAndSteps) {
    const givenUp = Math.max(...result.outcomes.map(({ toThreshold }) => toThreshold?.givenUp ?? 0));
    sentences.push(
      `Reach against steps to the top ${figure(100 * threshold)} %: ${correlationWords(result.reachAndSteps)}. ` +
        'It takes ' +
        range(result, ({ toThreshold }) => toThreshold!.mean) +
        (givenUp > 0
          ? `; up to ${figure(100 * givenUp)} % of an operator's walks gave up after ${cap} steps and count as that.`
          : '.') +
        // Who improves more needs fewer steps.
        standing(result.reachAndSteps, -sign),
    );
  }
  return sentences;
}

/** Whether a clear τ is for or against a hypothesis under which it has this sign; nothing where it is not clear. */
function standing(correlation: RankCorrelation, sign: number): string {
  const side = sideOf(correlation);
  if (side === undefined) return '';
  if (side === 0) return ' Not clear either way.';
  return side === sign ? ' For the hypothesis.' : ' Against it.';
}

function caveatsOf(
  operators: readonly Operator[],
  result: GroupResult,
  verdict: Verdict,
  id: Hypothesis['id'],
): string[] {
  const caveats: string[] = [];
  const { outcomes, reachAndChange, reachAndPathChange } = result;
  if (Number.isNaN(reachAndChange.tau))
    caveats.push(
      'All operators have the same reach, or all change fitness by as much: there is nothing to be ranked.',
    );
  caveats.push(
    `τ is over the ${operators.length.toLocaleString('en')} operators that were compared. Another family may give ` +
      'another one, and it does not say that reach alone is the cause: operators with a larger reach differ in the ' +
      'whole distribution of their distances.',
  );
  const path = sideOf(reachAndPathChange);
  if (path !== undefined && sideOf(reachAndChange) !== path)
    caveats.push(
      'One step and the whole path do not say the same: a walk soon leaves the group it began in, and a blind one ' +
        'forgets it.',
    );
  if (operators.some(({ acceptance }) => acceptance.kind !== 'blind'))
    caveats.push(
      'Reach is that of the draws. Steps that are not taken do not move, so that operators with a larger reach may ' +
        'move less; where no step loses, the change is what is gained and never negative.',
    );
  const sampled = (['reach', 'change', 'improves', 'pathChange', 'toThreshold'] as const).filter((name) =>
    outcomes.some((outcome) => (outcome[name]?.half ?? 0) > 0),
  );
  if (sampled.length > 0)
    caveats.push(
      `Sampled, not exact: ${sampled.map((name) => FIGURE_WORDS[name]).join(', ')}. All operators share starts and ` +
        'random numbers; the interval of τ is over operators and does not hold the error of the walks.',
    );
  if (isNoise(outcomes, 'change'))
    caveats.push(
      'The operators differ in the change of a step by no more than the error of one: they share their starts, and ' +
        'what ranks them may be these.',
    );
  if (ties(outcomes) > 0.05)
    caveats.push('Many operators tie in the change of a step; τ-b leaves tied pairs out of its scale.');
  if (id === 'H3' && verdict === 'cannot show')
    caveats.push('That it cannot show is no evidence against the hypothesis.');
  caveats.push('τ compares ranks: it says nothing of how large the differences are.');
  return caveats;
}

const FIGURE_WORDS = {
  reach: 'reach',
  change: 'the change of a step',
  improves: 'the probability of improvement',
  pathChange: 'the change over the path',
  toThreshold: 'the steps to the threshold',
} as const;

/** The share of operators whose change another one has, too. */
function ties(outcomes: readonly Outcome[]): number {
  const different = new Set(outcomes.map(({ change }) => change.mean));
  return 1 - different.size / outcomes.length;
}

function correlationWords({ tau, p, interval: [low, high] }: RankCorrelation): string {
  if (Number.isNaN(tau)) return 'τ is not defined, since the operators do not differ';
  const probability = p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
  return `τ = ${tauText(tau)} (95 % ${tauText(low)} to ${tauText(high)}, ${probability})`;
}

/** The span between the operators, smallest to largest. */
function range({ outcomes }: GroupResult, value: (outcome: Outcome) => number, scale = 1): string {
  const values = outcomes.map(value);
  const [low, high] = [signed(Math.min(...values), scale), signed(Math.max(...values), scale)];
  return low === high ? low : `${low} to ${high}`;
}

const tauText = (value: number): string => value.toFixed(3).replace('-', '−');
const figure = (value: number): string => String(Number(value.toPrecision(3)));
/** Values at the level of rounding, beside what is usual, are 0. */
const signed = (value: number, scale = 1): string =>
  Math.abs(value) <= 1e-9 * scale ? '0' : figure(value).replace('-', '−');
