import { uniformBigInt } from 'pure-rand/distribution/uniformBigInt';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded stream of random numbers whose state can be stored and taken up again. */
export interface Rng {
  /** A whole number in `0 … n − 1`. `n` must be at least 1. */
  int(n: number): number;
  /** A whole number in `0n … n − 1n`, for the counts of large spaces. */
  bigint(n: bigint): bigint;
  /** A float in `[0, 1)`, 53 bits. */
  float(): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** One element, uniformly. Throws a `RangeError` on an empty array. */
  pick<T>(items: readonly T[]): T;
  /** The generator's state, four 32-bit integers: what `rngFromState` takes. */
  state(): readonly number[];
}

/**
 * A generator (xoroshiro128+) from a 32-bit seed. The same seed gives the same stream on every machine. Small seeds have
 * alike first numbers: seeds that are drawn or counted go through `deriveSeed` first.
 */
export function createRng(seed: number): Rng {
  return wrap(xoroshiro128plus(seed | 0));
}

/** A generator that goes on where `state()` was read. */
export function rngFromState(state: readonly number[]): Rng {
  return wrap(xoroshiro128plusFromState(state));
}

function wrap(generator: ReturnType<typeof xoroshiro128plus>): Rng {
  const float = () => uniformFloat64(generator);
  const int = (n: number) => uniformInt(generator, 0, n - 1);
  return {
    int,
    bigint: (n) => uniformBigInt(generator, 0n, n - 1n),
    float,
    chance: (p) => float() < p,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('pick: the list is empty');
      return items[int(items.length)]!;
    },
    state: () => generator.getState(),
  };
}

/**
 * A 32-bit seed that depends on every part: the run's seed, a candidate's number, a purpose such as `'shuffle'`.
 * FNV-1a over the parts' text, with MurmurHash3's finaliser so that near-equal inputs give unrelated seeds.
 */
export function deriveSeed(...parts: readonly (number | string)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    for (const character of `${typeof part}:${part}|`) {
      hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
    }
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Shuffles in place (Fisher–Yates) and returns the same array. */
export function shuffle<T extends { [index: number]: number; length: number } | unknown[]>(
  items: T,
  rng: Rng,
): T {
  const array = items as unknown[];
  for (let i = array.length - 1; i > 0; i--) {
    const j = rng.int(i + 1);
    const held = array[i];
    array[i] = array[j];
    array[j] = held;
  }
  return items;
}
