import { createRng, deriveSeed, type Rng } from '../../space/random.ts';
import type { Acceptance, Operator } from './operator.ts';

const even = (sizes: readonly number[]): number[] => sizes.map(() => 1);
const evenOptions = (sizes: readonly number[]): number[][] =>
  sizes.map((size) => new Array<number>(size).fill(1));
/** By position how many other options it has; 1 where there are none, which makes no difference. */
const others = (sizes: readonly number[]): number[] => sizes.map((size) => Math.max(1, size - 1));

/** A blind operator that draws so many changes; every set of positions and every other option are as likely. */
export function operatorOf(name: string, distances: readonly number[], sizes: readonly number[]): Operator {
  return {
    name,
    distances: normalised(distances, sizes),
    positions: even(sizes),
    options: evenOptions(sizes),
    acceptance: { kind: 'blind' },
    memory: 0,
  };
}

/** One edit, each neighbour as likely: d = 1, positions in proportion to their other options. */
export function oneEdit(sizes: readonly number[]): Operator {
  return { ...operatorOf('one edit', [0, 1], sizes), positions: others(sizes) };
}

/** Exactly `edits` changed positions. */
export function exactly(edits: number, sizes: readonly number[]): Operator {
  const distances = Array.from({ length: edits + 1 }, (_, d) => (d === edits ? 1 : 0));
  return operatorOf(edits === 1 ? 'one change' : `${edits} changes`, distances, sizes);
}

/** Another architecture altogether, each as likely, the present one among them: random search. */
export function uniformResampling(sizes: readonly number[]): Operator {
  const changed = sizes.map((size) => (size - 1) / size);
  // Sets in proportion to the odds of their positions, which are how many other options those have.
  return {
    ...operatorOf('uniform resampling', independent(changed), sizes),
    positions: others(sizes),
  };
}

/** Each position changes by itself with probability `rate`, to another option: binomial distances. */
export function perPosition(rate: number, sizes: readonly number[]): Operator {
  return operatorOf(
    `each position with ${Number((100 * rate).toPrecision(3))} %`,
    independent(sizes.map((size) => (size > 1 ? rate : 0))),
    sizes,
  );
}

/**
 * Geometric distances from 1 on: each further change with probability `further`. No change where no position has a
 * choice.
 */
export function geometric(further: number, sizes: readonly number[]): Operator {
  const distances = sizes.filter((size) => size > 1).map((_, i) => further ** i);
  const name = `geometric, ${Number(further.toPrecision(3))}`;
  return operatorOf(name, distances.length > 0 ? [0, ...distances] : [1], sizes);
}

/**
 * Uniform crossover with an architecture drawn from all: each position is taken from it with probability `share`, so
 * that it changes with probability share · (size − 1) / size. Its distances and positions, exactly.
 */
export function crossover(share: number, sizes: readonly number[]): Operator {
  const changed = sizes.map((size) => (share * (size - 1)) / size);
  // Sets weigh as the odds of their positions. No change is certain: the other one may have the same there.
  const odds = changed.map((p) => (p > 0 ? p / (1 - p) : 1));
  return {
    ...operatorOf('crossover with any', independent(changed), sizes),
    positions: odds,
  };
}

/** How a family of operators is drawn. */
export interface FamilyOptions {
  readonly count: number;
  /** Whether a draw may change nothing. */
  readonly withZero: boolean;
  /** Of the symmetric Dirichlet distribution that the probabilities of distances come from. */
  readonly concentration: number;
  /** Standard deviation of the logarithm of the positions' weights; 0: all alike. */
  readonly positionSpread: number;
  /** The same of the options' weights; 0: symmetric operators. */
  readonly optionSpread: number;
  readonly acceptance: Acceptance;
  readonly memory: number;
}

/**
 * A family of random operators, seeded: distances from a symmetric Dirichlet distribution over 0 (or 1) … the number of
 * positions with a choice, log-normal weights of positions and options. The same seed gives the same distances whatever
 * the weights. Throws a `RangeError` where no position has a choice.
 */
export function drawFamily(sizes: readonly number[], options: FamilyOptions, seed: number): Operator[] {
  const furthest = sizes.filter((size) => size > 1).length;
  if (furthest === 0) throw new RangeError('No position of the space has more than one option.');
  return Array.from({ length: options.count }, (_, i) => {
    const rng = createRng(deriveSeed(seed, 'operator', i));
    const weightsRng = createRng(deriveSeed(seed, 'weights', i));
    const shares = dirichlet(furthest + (options.withZero ? 1 : 0), options.concentration, rng);
    const weights = (count: number, spread: number): number[] =>
      Array.from({ length: count }, () => (spread > 0 ? Math.exp(spread * normal(weightsRng)) : 1));
    return {
      name: `random ${i + 1}`,
      distances: normalised(options.withZero ? shares : [0, ...shares], sizes),
      positions: weights(sizes.length, options.positionSpread),
      options: sizes.map((size) => weights(size, options.optionSpread)),
      acceptance: options.acceptance,
      memory: options.memory,
    };
  });
}

/** A draw from the symmetric Dirichlet distribution. */
export function dirichlet(length: number, concentration: number, rng: Rng): number[] {
  // Logarithms: for small concentrations the draws themselves underflow.
  const logs = Array.from({ length }, () => logGamma(concentration, rng));
  const largest = Math.max(...logs);
  const parts = logs.map((log) => Math.exp(log - largest));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}

/** The logarithm of a gamma variate (Marsaglia & Tsang 2000; shapes under 1 by one of shape + 1, boosted). */
function logGamma(shape: number, rng: Rng): number {
  if (shape < 1) return logGamma(shape + 1, rng) + Math.log(1 - rng.float()) / shape;
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(rng);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - rng.float()) < (x * x) / 2 + d * (1 - v + Math.log(v))) return Math.log(d * v);
  }
}

/** A standard normal variate (Box & Muller). */
const normal = (rng: Rng): number =>
  Math.sqrt(-2 * Math.log(1 - rng.float())) * Math.cos(2 * Math.PI * rng.float());

/** How many of independent events happen: the Poisson binomial distribution. */
function independent(probabilities: readonly number[]): number[] {
  const shares = [1, ...probabilities.map(() => 0)];
  for (const [i, p] of probabilities.entries())
    for (let d = i + 1; d >= 0; d--) shares[d] = shares[d]! * (1 - p) + (d > 0 ? shares[d - 1]! * p : 0);
  return shares;
}

/**
 * As many distances as the space has, with a sum of 1. Throws a `RangeError` where there are more changes than choices.
 */
function normalised(distances: readonly number[], sizes: readonly number[]): number[] {
  const furthest = sizes.filter((size) => size > 1).length;
  if (distances.some((share, d) => share > 0 && d > furthest))
    throw new RangeError(`Only ${furthest} positions of the space have more than one option.`);
  const total = distances.reduce((sum, share) => sum + share, 0);
  return Array.from({ length: sizes.length + 1 }, (_, d) => (distances[d] ?? 0) / total);
}
