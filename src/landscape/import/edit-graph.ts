import { distance } from '../../space/distance.ts';
import type { Genotype, Tree } from '../../space/tree.ts';
import type { Landscape } from '../landscape.ts';
import { BlankedHashes } from './blanked-hashes.ts';
import { TABLE_LIMITS } from './limits.ts';

/**
 * The graph of genotypes of any space whose neighbours are one step apart, as `neighbours` and `distance` of the space
 * have it: one choice changed, or one item of a list inserted or deleted. Genotypes are different. Throws an `Error` in
 * words where they have more neighbours, or more places, than can be held.
 *
 * Neighbours are found without comparing all pairs, or listing all neighbours (of which an insertion alone can have
 * millions): each genotype is hashed once for each of its places, with a blank there. Two of them are neighbours
 * exactly if they are the same with some blank and differ in what it stands for.
 */
export function editGraph(tree: Tree, genotypes: readonly Genotype[]): Omit<Landscape, 'fitness'> {
  const hashes = new BlankedHashes();
  for (const genotype of genotypes) if (!hashes.add(tree, genotype)) throw tooMany();
  const groups = hashes.groups();
  const count = genotypes.length;
  const starts = new Int32Array(count + 1);
  let links = 0;
  for (const { nodes, kinds } of groups)
    for (const [from, to] of runsOf(kinds)) {
      const others = nodes.length - (to - from);
      links += others * (to - from);
      if (links > TABLE_LIMITS.links) throw tooMany();
      for (let i = from; i < to; i++) starts[nodes[i]! + 1]! += others;
    }
  for (let i = 0; i < count; i++) starts[i + 1]! += starts[i]!;
  const neighbours = new Int32Array(links);
  const ends = starts.slice();
  for (const { nodes, kinds } of groups)
    for (const [from, to] of runsOf(kinds))
      for (let i = from; i < to; i++) {
        const node = nodes[i]!;
        for (let j = 0; j < nodes.length; j++) if (j < from || j >= to) neighbours[ends[node]!++] = nodes[j]!;
      }
  return {
    count,
    ...eachOnce(starts, neighbours),
    distance: (a, b) => distance(tree, genotypes[a]!, genotypes[b]!),
    diameter: diameterOf(tree),
    product: undefined,
  };
}

const tooMany = (): Error =>
  new Error(
    'These architectures have more neighbours, or more places to differ in, than can be held. Import fewer rows.',
  );

/** Where equal kinds, which are sorted, begin and end. */
function runsOf(kinds: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (let from = 0; from < kinds.length; ) {
    let to = from + 1;
    while (to < kinds.length && kinds[to] === kinds[from]) to++;
    runs.push([from, to]);
    from = to;
  }
  return runs;
}

/** Neighbours sorted, each once: two genotypes may be the same with several blanks. */
function eachOnce(starts: Int32Array, neighbours: Int32Array): Pick<Landscape, 'starts' | 'neighbours'> {
  const once = new Int32Array(starts.length);
  let end = 0;
  for (let node = 0; node + 1 < starts.length; node++) {
    const own = neighbours.slice(starts[node], starts[node + 1]).sort();
    for (let i = 0; i < own.length; i++) if (own[i] !== own[i - 1]) neighbours[end++] = own[i]!;
    once[node + 1] = end;
  }
  return { starts: once, neighbours: neighbours.slice(0, end) };
}

const known = new WeakMap<Tree, number>();

/** The largest distance that two genotypes of a space have. */
export function diameterOf(tree: Tree): number {
  const before = known.get(tree);
  if (before !== undefined) return before;
  const found = diameterAfresh(tree);
  known.set(tree, found);
  return found;
}

function diameterAfresh(tree: Tree): number {
  switch (tree.kind) {
    case 'constant':
      return 0;
    case 'choice': {
      const trees = new Set(tree.options.map((option) => option.tree));
      const within = [...trees].map(
        (one) => Number(tree.options.filter((option) => option.tree === one).length > 1) + diameterOf(one),
      );
      // Out to an option with another tree and back is two steps.
      return trees.size > 1 ? Math.min(2, Math.max(1, ...within)) : within[0]!;
    }
    case 'record':
      return Object.values(tree.fields).reduce((sum, field) => sum + diameterOf(field), 0);
    case 'list': {
      const item = diameterOf(tree.item);
      if (tree.min === tree.max) return tree.max * item;
      // An item is deleted and another inserted in two steps. Lists of one item alone differ in length alone.
      return item === 0 ? tree.max - tree.min : tree.max * Math.min(2, item);
    }
  }
}
