import type { Acceptance, ExperimentOptions } from '../../../landscape/operators/operator.ts';
import type { FamilyRequest } from '../../../run/landscape/family.ts';
import { duration, whole } from '../../shared/format.ts';

/** Which operators are compared, and what is asked of them: the state of the form. */
export interface Family extends FamilyRequest {
  readonly options: ExperimentOptions;
}

export const DEFAULT_FAMILY: Family = {
  count: 1000,
  withZero: true,
  concentration: 1,
  positionSpread: 0,
  optionSpread: 0,
  strategies: false,
  acceptance: { kind: 'blind' },
  memory: 0,
  options: { skew: 2, steps: 10, threshold: 0.01, cap: 500, walks: 200, resamples: 1000, seed: 1 },
};

/** The numbers of the form, by name. */
export type FamilyNumber =
  | 'count'
  | 'concentration'
  | 'positionSpread'
  | 'optionSpread'
  | 'memory'
  | 'size'
  | 'temperature'
  | keyof ExperimentOptions;

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  /** What it is called in the form. */
  readonly label: string;
  /** What it means, in a sentence. */
  readonly hint: string;
}

const number = (label: string, min: number, max: number, hint: string): Bounds => ({
  ...{ label, min, max, hint },
  whole: false,
});
const count = (label: string, min: number, max: number, hint: string): Bounds => ({
  ...{ label, min, max, hint },
  whole: true,
});

/** What each number may be. */
export const BOUNDS: Readonly<Record<FamilyNumber, Bounds>> = {
  count: count('Operators', 3, 10_000, 'Drawn at random. A rank correlation needs hundreds to be sharp.'),
  concentration: number(
    'Concentration',
    0.01,
    100,
    'Of the Dirichlet distribution: 1 draws every distribution alike, 0.1 those with one distance, 10 even ones.',
  ),
  positionSpread: number(
    'Spread of positions',
    0,
    3,
    '0: every position changes as readily. Standard deviation of the logarithm of the weights.',
  ),
  optionSpread: number(
    'Spread of options',
    0,
    3,
    '0: every option is taken up as readily, and operators are symmetric. Standard deviation of the log weights.',
  ),
  memory: count('Memory', 0, 64, 'So many architectures before the present one are not gone back to.'),
  size: count('Draws of a tournament', 2, 1000, 'The fittest of so many draws is taken.'),
  temperature: number(
    'Temperature',
    1e-6,
    1e6,
    'In units of fitness: a loss as large is taken in 37 % of cases.',
  ),
  skew: number(
    'Skew',
    -20,
    20,
    'Starts of the skewed group: a node of rank r (0 … 1) with weight exp(skew · r). Above 0: many fit ones.',
  ),
  steps: count('Steps of a path', 1, 1000, 'The first experiment: final against initial fitness.'),
  threshold: number(
    'Threshold',
    0,
    0.5,
    'The second experiment: steps to this share of nodes, the fittest. 0.01: the top 1 %; 0: without it.',
  ),
  cap: count('Cap', 10, 100_000, 'A walk that has not come there gives up, and counts with this number.'),
  walks: count('Walks', 2, 100_000, 'Sampled for an operator and a group where nothing exact is known.'),
  resamples: count('Resamples', 100, 10_000, 'Of the bootstrap behind the intervals of τ.'),
  seed: count('Seed', 0, 2 ** 32 - 1, 'The same seed gives the same operators and the same walks.'),
};

/** The value of a number of the form; `undefined` where the form has no such number now. */
export function numberOfFamily(family: Family, name: FamilyNumber): number | undefined {
  const { acceptance, options } = family;
  switch (name) {
    case 'count':
    case 'concentration':
    case 'positionSpread':
    case 'optionSpread':
    case 'memory':
      return family[name];
    case 'size':
      return acceptance.kind === 'tournament' ? acceptance.size : undefined;
    case 'temperature':
      return acceptance.kind === 'annealed' ? acceptance.temperature : undefined;
    default:
      return options[name];
  }
}

/** The form with a number set; as it was where it has no such number now. */
export function withNumber(family: Family, name: FamilyNumber, value: number): Family {
  const { acceptance } = family;
  switch (name) {
    case 'count':
    case 'concentration':
    case 'positionSpread':
    case 'optionSpread':
    case 'memory':
      return { ...family, [name]: value };
    case 'size':
      return acceptance.kind === 'tournament'
        ? { ...family, acceptance: { ...acceptance, size: value } }
        : family;
    case 'temperature':
      return acceptance.kind === 'annealed'
        ? { ...family, acceptance: { ...acceptance, temperature: value } }
        : family;
    default:
      return { ...family, options: { ...family.options, [name]: value } };
  }
}

/** An acceptance of a kind, with its usual parameter. `scale`: of fitness, its standard deviation. */
export function usualAcceptance(kind: Acceptance['kind'], scale = 1): Acceptance {
  if (kind === 'tournament') return { kind, size: 4 };
  if (kind === 'annealed') return { kind, temperature: Number((scale / 10).toPrecision(1)) };
  return { kind };
}

/** What is wrong with a number, in words that go after its name; nothing where it is right. */
export function checkNumber(name: FamilyNumber, value: number): string | undefined {
  const { min, max, whole: integral } = BOUNDS[name];
  if (value >= min && value <= max && (!integral || Number.isInteger(value))) return undefined;
  return `must be a ${integral ? 'whole number' : 'number'} from ${boundText(min)} to ${boundText(max)}`;
}

const boundText = (bound: number): string => bound.toLocaleString('en', { maximumSignificantDigits: 12 });

/** What is wrong with the form, by the names of its numbers, in words that go after the labels. */
export function checkFamily(family: Family): Partial<Record<FamilyNumber, string>> {
  const problems: Partial<Record<FamilyNumber, string>> = {};
  for (const name of Object.keys(BOUNDS) as FamilyNumber[]) {
    const value = numberOfFamily(family, name);
    const problem = value === undefined ? undefined : checkNumber(name, value);
    if (problem) problems[name] = problem;
  }
  return problems;
}

/** Groups that the experiments begin from. */
const GROUPS = 4;

/** Seconds on one core, about: measured on a space of 15,625 architectures with 1,000 operators. */
const COST = {
  /** For each pair of architectures: one step of operators that are alike in all options. */
  pair: 9e-9,
  /** For each operator and architecture: one step of others, and the fittest of several draws. */
  asymmetric: 2.2e-6,
  tournament: 1.3e-6,
  /** A sampled step of a walk. */
  step: 2e-7,
  /** For each operator and resample of the bootstrap. */
  resample: 1.6e-6,
} as const;

/**
 * What the experiments will take, in words; `nodes`: of the landscape. An order of magnitude: how long walks to the
 * threshold are is not known before.
 */
export function workWords(family: Family, nodes: number): string {
  const { count: operators, options, acceptance, memory, optionSpread } = family;
  const { walks, steps, threshold, cap, resamples } = options;
  const blind = acceptance.kind === 'blind';
  const all = operators * GROUPS * walks;
  const paths = blind && memory === 0 && optionSpread === 0 ? 0 : all * steps;
  // Chance comes upon the threshold in its inverse of steps; what accepts, in about half of them.
  const toThreshold = threshold > 0 ? all * Math.min(cap, (blind ? 1 : 0.5) / threshold) : 0;
  const oneStep =
    acceptance.kind === 'tournament'
      ? operators * nodes * COST.tournament
      : optionSpread > 0
        ? operators * nodes * COST.asymmetric
        : nodes * nodes * COST.pair;
  const seconds = oneStep + (paths + toThreshold) * COST.step + operators * resamples * COST.resample;
  return [
    `${whole(operators)} operators from ${GROUPS} groups of starts.`,
    paths > 0 ? `Paths: ${roughly(paths)} sampled steps.` : 'Paths: exact.',
    threshold > 0
      ? `To the threshold: about ${roughly(toThreshold)} sampled steps.`
      : 'The threshold is left out.',
    `About ${duration(Math.max(1, seconds))} on one core.`,
  ].join(' ');
}

/** A large count in two digits: 80 million. */
function roughly(count: number): string {
  const shown = Number(count.toPrecision(2));
  return shown >= 1e6 ? `${whole(shown / 1e6)} million` : whole(shown);
}
