import fc from 'fast-check';
import { count } from '../../src/space/count.ts';
import { neighbours } from '../../src/space/distance.ts';
import {
  choice,
  choiceOf,
  constant,
  type Genotype,
  genotypeKey,
  list,
  record,
  type Tree,
} from '../../src/space/tree.ts';

/** Random small trees of choices, with options that share a tree and options that do not, and fixed and open lists. */
export const { tree: anyTree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    fc.integer({ min: 1, max: 3 }).map((n) => choiceOf('leaf', ['a', 'b', 'c'].slice(0, n))),
    fc.constantFrom(1, 2).map((value) => constant(value)),
    fc.tuple(tie('tree'), tie('tree')).map(([x, y]) => record({ x, y })),
    fc
      .tuple(tie('tree'), fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 2 }))
      .map(([item, min, extra]) => list('list', item, min, min + extra)),
    fc
      .tuple(tie('tree'), tie('tree'), fc.boolean())
      .map(([shared, other, withOther]) =>
        choice('branch', [
          { key: 'p', tree: shared },
          { key: 'q', tree: shared },
          ...(withOther ? [{ key: 'r', tree: other }] : []),
        ]),
      ),
  ),
}));

/** Trees whose members can be listed: what brute force is compared with. */
export const smallTree = anyTree.filter((tree) => count(tree) <= 60n);

/** Path lengths by breadth-first search over `neighbours`: an independent reading of what the distance should be. */
export function pathLengths(tree: Tree, start: Genotype): Map<string, number> {
  const lengths = new Map([[genotypeKey(start), 0]]);
  let frontier: Genotype[] = [start];
  for (let step = 1; frontier.length > 0; step++) {
    const next: Genotype[] = [];
    for (const genotype of frontier) {
      for (const neighbour of neighbours(tree, genotype)) {
        const key = genotypeKey(neighbour);
        if (lengths.has(key)) continue;
        lengths.set(key, step);
        next.push(neighbour);
      }
    }
    frontier = next;
  }
  return lengths;
}
