import type { Space } from '../space/hierarchy.ts';
import type { Genotype } from '../space/tree.ts';
import { canonicalHash } from './canonical.ts';
import { type Costs, totalCosts } from './costs.ts';
import { decode } from './decode.ts';
import type { Architecture } from './graph.ts';
import { prune } from './prune.ts';

/** What a genotype becomes: its graph, exact costs, and the hash that two equal networks share. */
export interface Phenotype {
  /** What is built and trained: dead branches are gone. */
  readonly architecture: Architecture;
  readonly costs: Costs;
  readonly hash: string;
  /** Whether the input reaches the output. A dead network keeps all its nodes, and is never worth training. */
  readonly alive: boolean;
}

/** Dead networks all answer the same whatever they are shown: they are one class. */
export const DEAD_HASH = '0'.repeat(32);

/** Decodes a valid genotype and counts it. */
export function phenotype(space: Space, genotype: Genotype): Phenotype {
  const whole = decode(space, genotype);
  const live = prune(whole);
  const architecture = live ?? whole;
  return {
    architecture,
    costs: totalCosts(architecture),
    hash: live ? canonicalHash(live) : DEAD_HASH,
    alive: live !== undefined,
  };
}
