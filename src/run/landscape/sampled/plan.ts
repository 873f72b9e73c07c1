import { createRng, deriveSeed, type Rng } from '../../../space/random.ts';
import type { SampledSpace } from './space.ts';

/** How much is sampled. */
export interface PlanOptions {
  /** Members drawn independently of each other. */
  readonly members: number;
  /** Random walks, each from a member of its own, and the one-edit steps of each. */
  readonly walks: number;
  readonly steps: number;
  /** Numbers of edits in a row that make an offspring. */
  readonly strengths: readonly number[];
  /** Offspring of each start at each strength. */
  readonly offspring: number;
  readonly seed: number;
}

export const DEFAULT_PLAN: PlanOptions = {
  members: 200,
  walks: 20,
  steps: 20,
  strengths: [1, 2, 4],
  offspring: 2,
  seed: 42,
};

/** The range of each number of a plan, of a plan. */
export const PLAN_RANGES = {
  members: { min: 20, max: 100_000 },
  walks: { min: 0, max: 10_000 },
  steps: { min: 1, max: 1000 },
  offspring: { min: 0, max: 1000 },
  seed: { min: 0, max: 2 ** 31 - 1 },
} as const;
export const STRENGTH_RANGE = { min: 1, max: 100, most: 10 } as const;
/** More evaluations than this are refused: each is kept with its genotype. */
export const MOST_EVALUATIONS = 200_000;

/** An architecture to be evaluated. */
export interface Point<G> {
  readonly genotype: G;
  /** Equal networks share it. */
  readonly hash: string;
}

/** What is known before anything is evaluated. */
export interface Beginning<G> {
  readonly members: readonly Point<G>[];
  /** Each begins with its first member; shorter than asked for where no neighbour is a member. */
  readonly walks: readonly (readonly Point<G>[])[];
  /** Draws that were needed for all members and the walks' first ones. */
  readonly draws: number;
}

export interface Child<G> {
  /** Edits that made it, and how far from its start it came to be. */
  readonly edits: number;
  readonly distance: number;
  readonly point: Point<G>;
}

/** One of the best or worst tenth of the members, and what came of it. */
export interface Family<G> {
  readonly group: 'best' | 'worst';
  /** Its number among the members. */
  readonly start: number;
  readonly children: readonly Child<G>[];
}

/** After so many draws without a member it is given up. */
const MOST_DRAWS = 20_000;
/** So many neighbours of a member are tried, and so many offspring. */
const MOST_EDITS = 200;

/** Starts in each of the two groups: a tenth of those that have a fitness, at least one. */
export const tenth = (count: number): number => (count < 2 ? 0 : Math.max(1, Math.floor(count / 10)));

/** What is wrong with a plan, by the name of the number; empty where it can be laid out. */
export function checkPlan(
  options: PlanOptions,
): { readonly name: keyof PlanOptions; readonly message: string }[] {
  const problems: { name: keyof PlanOptions; message: string }[] = [];
  for (const name of Object.keys(PLAN_RANGES) as (keyof typeof PLAN_RANGES)[]) {
    const { min, max } = PLAN_RANGES[name];
    const value: unknown = options[name];
    if (!Number.isInteger(value) || (value as number) < min || (value as number) > max)
      problems.push({ name, message: `must be a whole number from ${min} to ${max.toLocaleString('en')}` });
  }
  const { min, max, most } = STRENGTH_RANGE;
  const { strengths } = options as { strengths: unknown };
  const right = (edits: unknown) =>
    Number.isInteger(edits) && (edits as number) >= min && (edits as number) <= max;
  if (!Array.isArray(strengths) || strengths.length > most || !strengths.every(right))
    problems.push({
      name: 'strengths',
      message: `must be at most ${most} whole numbers from ${min} to ${max}`,
    });
  else if (new Set(strengths).size < strengths.length)
    problems.push({ name: 'strengths', message: 'names a number of edits twice' });
  if (problems.length === 0 && mostEvaluations(options, true) > MOST_EVALUATIONS)
    problems.push({
      name: 'members',
      message: `asks for more than ${MOST_EVALUATIONS.toLocaleString('en')} evaluations with the rest of the plan`,
    });
  return problems;
}

/** The most evaluations that a plan can come to: equal networks are evaluated once. `noisy`: starts a second time. */
export function mostEvaluations(
  { members, walks, steps, strengths, offspring }: PlanOptions,
  noisy: boolean,
): number {
  const starts = 2 * tenth(members);
  const children = starts * strengths.length * offspring;
  return members + walks * (steps + 1) + children + (noisy && children > 0 ? starts : 0);
}

/**
 * Draws the members and the walks. Each has a stream of random numbers of its own: a plan that asks for more of them begins
 * with the same ones. Yields after each architecture. Throws an `Error` in words where no member is found.
 */
export function* layOut<G>(space: SampledSpace<G>, options: PlanOptions): Generator<void, Beginning<G>> {
  const { members, walks, steps, seed } = options;
  let draws = 0;
  function* drawMember(rng: Rng): Generator<void, Point<G>> {
    for (let tries = 0; tries < MOST_DRAWS; tries++) {
      draws++;
      const genotype = space.draw(rng);
      const hash = space.identify(genotype);
      yield;
      if (hash !== undefined) return { genotype, hash };
    }
    throw new Error(
      `Of ${MOST_DRAWS.toLocaleString('en')} random architectures none was within the cap with a path from input to ` +
        'output. Raise the cap, or allow smaller architectures.',
    );
  }
  const drawn: Point<G>[] = [];
  for (let i = 0; i < members; i++)
    drawn.push(yield* drawMember(createRng(deriveSeed(seed, 'sampled member', i))));
  const walked: Point<G>[][] = [];
  for (let i = 0; i < walks; i++) {
    const rng = createRng(deriveSeed(seed, 'sampled walk', i));
    const walk = [yield* drawMember(rng)];
    while (walk.length <= steps) {
      const next = yield* moved(space, walk.at(-1)!.genotype, 1, rng);
      if (!next) break;
      walk.push(next);
    }
    walked.push(walk);
  }
  return { members: drawn, walks: walked, draws };
}

/** A member that so many edits in a row lead to; those that do not end at a member are made again. */
function* moved<G>(
  space: SampledSpace<G>,
  from: G,
  edits: number,
  rng: Rng,
): Generator<void, Point<G> | undefined> {
  for (let tries = 0; tries < MOST_EDITS; tries++) {
    let genotype = from;
    for (let i = 0; i < edits; i++) genotype = space.edit(genotype, rng);
    const hash = space.identify(genotype);
    yield;
    if (hash !== undefined) return { genotype, hash };
  }
  return undefined;
}

/**
 * The offspring of the best and the worst tenth of the members. `fitnessOf`: by hash, `undefined` of those that have none;
 * such members start nothing. Of equal ones those drawn first go first. Yields after each architecture.
 */
export function* bear<G>(
  space: SampledSpace<G>,
  { strengths, offspring, seed }: PlanOptions,
  { members }: Beginning<G>,
  fitnessOf: (hash: string) => number | undefined,
): Generator<void, Family<G>[]> {
  const ranked = members
    .map(({ hash }, member) => ({ member, fitness: fitnessOf(hash) }))
    .filter((one): one is { member: number; fitness: number } => one.fitness !== undefined)
    .sort((a, b) => b.fitness - a.fitness || a.member - b.member);
  const many = tenth(ranked.length);
  const families: Family<G>[] = [];
  const groups = [
    ['best', ranked.slice(0, many)],
    ['worst', ranked.slice(ranked.length - many)],
  ] as const;
  for (const [group, starts] of groups)
    for (const { member } of starts) {
      const { genotype } = members[member]!;
      const children: Child<G>[] = [];
      for (const edits of strengths)
        for (let i = 0; i < offspring; i++) {
          const rng = createRng(deriveSeed(seed, 'sampled offspring', member, edits, i));
          const point = yield* moved(space, genotype, edits, rng);
          if (point) children.push({ edits, distance: space.distance(genotype, point.genotype), point });
        }
      families.push({ group, start: member, children });
    }
  return families;
}
