import type { Space } from '../space/hierarchy.ts';
import type { Genotype } from '../space/tree.ts';
import { canonicalHash } from './canonical.ts';
import { type Costs, totalCosts } from './costs.ts';
import { decode } from './decode.ts';
import type { Architecture } from './graph.ts';

/** What a genotype becomes: its graph, exact costs, and the hash that two equal networks share. */
export interface Phenotype {
  readonly architecture: Architecture;
  readonly costs: Costs;
  readonly hash: string;
}

/** Decodes a valid genotype and counts it. */
export function phenotype(space: Space, genotype: Genotype): Phenotype {
  const architecture = decode(space, genotype);
  return { architecture, costs: totalCosts(architecture), hash: canonicalHash(architecture) };
}
