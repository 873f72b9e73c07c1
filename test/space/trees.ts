import fc from 'fast-check';
import { choice, choiceOf, constant, list, record, type Tree } from '../../src/space/tree.ts';

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
