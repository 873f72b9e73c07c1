import type { Rng } from '../space/random.ts';
import type { Problem } from './method.ts';

/** Distribution indices and probabilities: the values of Deb et al. 2002 as pymoo has them. */
const MUTATION_ETA = 20;
/** The probability that a variable takes part in a crossover; and that the two children's values are exchanged. */
const PER_VARIABLE = 0.5;
/** The probability that an individual is mutated at all; then each variable with one over their number. */
const MUTATED = 0.9;

/**
 * A problem of `variables` real numbers from 0 to 1, with simulated binary crossover (Deb & Agrawal 1995, bounded) and
 * polynomial mutation (Deb & Goyal 1996): what NSGA-II is measured with on the ZDT and DTLZ problems.
 */
export function realCoded(variables: number): Problem<readonly number[]> {
  return {
    sample(rng) {
      // Plain arrays of floats: allocating a typed one costs more than a crossover.
      const genotype: number[] = [];
      for (let i = 0; i < variables; i++) genotype.push(rng.float());
      return genotype;
    },
    mutate: polynomialMutation,
    crossover: simulatedBinaryCrossover,
    describe: (genotype) => ({ hash: hashOf(genotype), violation: 0, cheap: [] }),
  };
}

/**
 * Two children, whose mean is that of the parents in every variable (but for the bounds). Distribution index 15, so that its
 * powers are squares and square roots.
 */
export function simulatedBinaryCrossover(
  a: readonly number[],
  b: readonly number[],
  rng: Rng,
): readonly [number[], number[]] {
  const first = a.slice();
  const second = b.slice();
  for (let i = 0; i < a.length; i++) {
    // Whether the variable takes part, and whether values are exchanged: one draw for both.
    const coin = rng.float();
    if (coin >= PER_VARIABLE) continue;
    const low = Math.min(a[i]!, b[i]!);
    const gap = Math.max(a[i]!, b[i]!) - low;
    if (gap <= 1e-14) continue;
    const u = rng.float();
    const middle = low + gap / 2;
    const below = Math.max(0, middle - (spread(u, low / gap) * gap) / 2);
    const above = Math.min(1, middle + (spread(u, (1 - low - gap) / gap) * gap) / 2);
    const exchanged = coin < PER_VARIABLE / 2;
    first[i] = exchanged ? above : below;
    second[i] = exchanged ? below : above;
  }
  return [first, second];
}

/** How far apart the children are, in distances of the parents; `room`: the way to the bound in the same unit. */
function spread(u: number, room: number): number {
  const beta = 1 + 2 * room;
  const fourth = beta * beta * beta * beta;
  const share = u * (2 - 1 / (fourth * fourth * fourth * fourth));
  return Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(share <= 1 ? share : 1 / (2 - share)))));
}

/** A copy; in nine of ten each variable is changed with probability one over their number (at most ½). */
export function polynomialMutation(genotype: readonly number[], rng: Rng): number[] {
  const child = genotype.slice();
  if (rng.float() >= MUTATED) return child;
  // Waiting times between changes are geometric: one draw a change, not one a variable.
  const unchanged = Math.log(1 - Math.min(0.5, 1 / child.length));
  const wait = () => Math.floor(Math.log(1 - rng.float()) / unchanged);
  const power = 1 / (MUTATION_ETA + 1);
  for (let i = wait(); i < child.length; i += 1 + wait()) {
    const x = child[i]!;
    const u = rng.float();
    const delta =
      u < 0.5
        ? (2 * u + (1 - 2 * u) * (1 - x) ** (MUTATION_ETA + 1)) ** power - 1
        : 1 - (2 * (1 - u) + 2 * (u - 0.5) * x ** (MUTATION_ETA + 1)) ** power;
    child[i] = Math.min(1, Math.max(0, x + delta));
  }
  return child;
}

let bits = new Float64Array(0);

/** Two sums over the bits in the manner of FNV-1a, as the four characters of a text. */
function hashOf(genotype: readonly number[]): string {
  if (bits.length !== genotype.length) bits = new Float64Array(genotype.length);
  bits.set(genotype);
  const words = new Uint32Array(bits.buffer);
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < words.length; i++) {
    a = Math.imul(a ^ words[i]!, 0x01000193);
    b = Math.imul(b ^ words[i]!, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return String.fromCharCode(a >>> 16, a & 0xffff, b >>> 16, b & 0xffff);
}
