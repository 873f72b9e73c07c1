import type { SpaceDocument } from '../../space/document.ts';
import { factorsOf } from '../../space/factors.ts';
import { parseDocument } from '../../space/parse-document.ts';

const known = new WeakMap<SpaceDocument, ReadonlyMap<string, bigint> | null>();

/**
 * By how much every part multiplies the space, by path; `null` where the document has errors. Many parts of the screen
 * ask about the same document: it is checked and counted once.
 */
export function soundFactors(space: SpaceDocument): ReadonlyMap<string, bigint> | null {
  let factors = known.get(space);
  if (factors === undefined) {
    factors = parseDocument(space).ok ? factorsOf(space) : null;
    known.set(space, factors);
  }
  return factors;
}
