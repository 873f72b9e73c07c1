import type { Operator } from './operator.ts';

/** What an operator draws on a space, with the sums that every computation with it needs. */
export interface Draw {
  readonly operator: Operator;
  readonly sizes: readonly number[];
  /** Positions with more than one option: those that can change. */
  readonly varying: readonly number[];
  /** Weights of the varying positions, 1 on average. */
  readonly weights: Float64Array;
  /**
   * By distance: its probability over the elementary symmetric polynomial of the weights, so that a set of d positions
   * is drawn with `scale[d]` times the product of its weights.
   */
  readonly scale: Float64Array;
  /** The largest distance with a probability above 0. */
  readonly furthest: number;
  /** By position: the weights of its options, 1 on average; `undefined` where they make no difference. */
  readonly options: readonly (Float64Array | undefined)[];
  /** Whether a draw is as likely as the one back: options make no difference anywhere. */
  readonly symmetric: boolean;
}

/**
 * Prepares an operator for a space of these sizes. Throws a `RangeError` where it does not fit: another number of
 * positions or options, weights that are not positive, probabilities that do not add up to 1, or more changes than
 * there are positions with a choice.
 */
export function drawOf(operator: Operator, sizes: readonly number[]): Draw {
  const { name, distances, positions, options } = operator;
  const refuse = (why: string): never => {
    throw new RangeError(`The operator ${name || 'without a name'} does not fit the space: ${why}`);
  };
  const positive = (values: readonly number[]) =>
    values.every((value) => value > 0 && Number.isFinite(value));
  if (positions.length !== sizes.length || options.length !== sizes.length)
    refuse(`it has ${positions.length} positions, the space has ${sizes.length}.`);
  if (distances.length !== sizes.length + 1)
    refuse(`it has ${distances.length} distances, and 0 … ${sizes.length} are ${sizes.length + 1}.`);
  if (!positive(positions)) refuse('the weight of each position is a number above 0.');
  for (const [i, weights] of options.entries())
    if (weights.length !== sizes[i] || !positive(weights))
      refuse(`position ${i + 1} has ${sizes[i]} options, each with a weight above 0.`);
  const total = distances.reduce((sum, share) => sum + share, 0);
  if (!distances.every((share) => share >= 0) || Math.abs(total - 1) > 1e-9)
    refuse(`the probabilities of its distances are from 0 to 1 and add up to 1, not ${total}.`);
  const varying = [...sizes.keys()].filter((i) => sizes[i]! > 1);
  const furthest = distances.findLastIndex((share) => share > 0);
  if (furthest > varying.length)
    refuse(`it changes ${furthest} positions at once, and ${varying.length} have more than one option.`);
  const weights = levelled(varying.map((i) => positions[i]!));
  const sets = symmetricPolynomials(weights);
  const different = options.map((own, i) =>
    sizes[i]! > 2 && own.some((weight) => weight !== own[0]) ? levelled(own) : undefined,
  );
  return {
    operator,
    sizes,
    varying,
    weights,
    scale: Float64Array.from(sets, (sum, d) => distances[d]! / sum),
    furthest,
    options: different,
    symmetric: different.every((own) => own === undefined),
  };
}

/** Whether an operator's draws are as likely as the ones back, so that uniform chance over a whole space stays it. */
export const isSymmetric = ({ options }: Operator): boolean =>
  options.every((own) => own.length <= 2 || own.every((weight) => weight === own[0]));

/** The expected number of positions that a draw changes, on a table without gaps. */
export const reachOf = ({ distances }: Operator): number =>
  distances.reduce((sum, share, d) => sum + share * d, 0);

/** Elementary symmetric polynomials e₀ … eₙ of n weights. */
export function symmetricPolynomials(weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(weights.length + 1);
  sums[0] = 1;
  for (let i = 0; i < weights.length; i++)
    for (let d = i + 1; d > 0; d--) sums[d]! += weights[i]! * sums[d - 1]!;
  return sums;
}

/**
 * The probability of each set of varying positions to be the changed ones, by its bits (bit i: the i-th of them).
 */
export function setShares({ weights, scale }: Pick<Draw, 'weights' | 'scale'>): Float64Array {
  const shares = new Float64Array(2 ** weights.length);
  const changed = new Uint8Array(shares.length);
  shares[0] = 1;
  for (let i = 0; i < weights.length; i++) {
    const bit = 2 ** i;
    for (let set = 0; set < bit; set++) {
      shares[bit + set] = shares[set]! * weights[i]!;
      changed[bit + set] = changed[set]! + 1;
    }
  }
  return shares.map((product, set) => product * scale[changed[set]!]!);
}

/**
 * Row after row for each option that a position may have: how likely each other one is when it changes. `weights` as in
 * `Draw.options`.
 */
export function otherShares(weights: Float64Array | undefined, size: number): Float64Array {
  const shares = new Float64Array(size * size);
  for (let own = 0; own < size; own++) {
    let others = 0;
    for (let b = 0; b < size; b++) if (b !== own) others += weights?.[b] ?? 1;
    for (let b = 0; b < size; b++) if (b !== own) shares[own * size + b] = (weights?.[b] ?? 1) / others;
  }
  return shares;
}

/** Positive weights brought to 1 on average. */
export function levelled(weights: readonly number[]): Float64Array {
  const largest = Math.max(...weights);
  const shares = weights.map((weight) => weight / largest);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return Float64Array.from(shares, (share) => share / mean);
}
