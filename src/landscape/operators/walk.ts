import { createRng, deriveSeed } from '../../space/random.ts';
import type { Landscape } from '../landscape.ts';
import type { Progress } from '../progress.ts';
import type { Draw } from './draw.ts';
import type { Lattice } from './lattice.ts';
import type { Estimate, Outcome } from './operator.ts';
import type { StepOutcome } from './step-tables.ts';
import { createWalker } from './walker.ts';

/** Draws between two signs of life: some 10 ms. */
const DRAWS_AT_ONCE = 60_000;

/** Random numbers for walks: four integers each. Operators that share them and their starts differ with less noise. */
export function streamsOf(walks: number, seed: number): Int32Array {
  const rng = createRng(deriveSeed(seed, 'walks'));
  return Int32Array.from({ length: 4 * walks }, () => rng.int(2 ** 32) | 0);
}

/** What is asked of walks. */
export interface WalkQuestion {
  /** A node for each walk. */
  readonly starts: Int32Array;
  readonly streams: Int32Array;
  /** After so many steps the fitness is compared; 0: it is not. */
  readonly steps: number;
  /** By node: whether the threshold is reached there; `undefined`: not asked. */
  readonly target: Uint8Array | undefined;
  /** Steps after which a walk to the threshold gives up. */
  readonly cap: number;
}

/** Means over walks, with 95 % intervals (normal). */
export type WalkOutcome = Partial<Pick<Outcome, 'pathChange'>> & Pick<Outcome, 'toThreshold'>;

/**
 * Sampled walks of an operator: the change of fitness over `steps` steps, divided by them, and the steps until the
 * threshold, of the same walks. Seeded.
 */
export function* sampleWalks(
  landscape: Landscape,
  lattice: Lattice,
  draw: Draw,
  { starts, streams, steps, target, cap }: WalkQuestion,
): Generator<Progress, WalkOutcome> {
  const { fitness } = landscape;
  const walker = createWalker(landscape, lattice, draw);
  const changes = new Float64Array(starts.length);
  const reached = new Float64Array(starts.length);
  let givenUp = 0;
  let reported = 0;
  for (const [walk, start] of starts.entries()) {
    walker.begin(streams, walk);
    let node = start;
    let hit = target === undefined || target[node] === 1 ? 0 : -1;
    const most = hit < 0 ? Math.max(steps, cap) : steps;
    let step = 0;
    for (; step < most && !(hit >= 0 && step >= steps); ) {
      node = walker.step(node);
      step++;
      if (step === steps) changes[walk] = (fitness[node]! - fitness[start]!) / steps;
      if (hit < 0 && target![node] === 1 && step <= cap) hit = step;
      else if (hit < 0 && step >= cap && step >= steps) break;
      if (walker.effort() - reported > DRAWS_AT_ONCE) {
        reported = walker.effort();
        yield { stage: `Walking with ${draw.operator.name}`, share: walk / starts.length };
      }
    }
    if (hit < 0) givenUp++;
    reached[walk] = hit < 0 ? cap : hit;
  }
  return {
    ...(steps > 0 && { pathChange: meanOf(changes) }),
    toThreshold: target && { ...meanOf(reached), givenUp: givenUp / starts.length },
  };
}

/** Sampled single steps, one from each start, where no exact figures are to be had. */
export function* sampleSteps(
  landscape: Landscape,
  lattice: Lattice,
  draw: Draw,
  starts: Int32Array,
  streams: Int32Array,
): Generator<Progress, StepOutcome> {
  const { fitness, distance } = landscape;
  const walker = createWalker(landscape, lattice, draw);
  const [reach, moved, change, improves] = Array.from(
    { length: 4 },
    () => new Float64Array(starts.length),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  let reported = 0;
  for (const [walk, start] of starts.entries()) {
    walker.begin(streams, walk);
    const next = walker.step(start);
    reach[walk] = walker.drawn();
    moved[walk] = distance(start, next);
    change[walk] = fitness[next]! - fitness[start]!;
    improves[walk] = fitness[next]! > fitness[start]! ? 1 : 0;
    if (walker.effort() - reported > DRAWS_AT_ONCE) {
      reported = walker.effort();
      yield { stage: `Stepping with ${draw.operator.name}`, share: walk / starts.length };
    }
  }
  return {
    reach: meanOf(reach),
    moved: meanOf(moved),
    change: meanOf(change),
    improves: meanOf(improves),
  };
}

/** The mean of independent values with half the width of its 95 % interval. */
export function meanOf(values: Float64Array): Estimate {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    half: count > 1 ? 1.96 * Math.sqrt(squares / (count - 1) / count) : Number.POSITIVE_INFINITY,
  };
}
