import type { ElitistChain } from './chain.ts';

/** Blocks of equals up to this size are solved by elimination, larger ones by iteration. */
const ELIMINATED_AT_MOST = 400;

/**
 * The expected steps of an elitist chain to a target, by node, without a cap: by back-substitution, since no step loses
 * fitness. The least fit nodes come last; connected nodes of equal fitness are one system of equations, solved by
 * elimination or, above 400 of them, by Gauss–Seidel to 1e−12. `Infinity` where the walk may end in a place that it
 * never leaves, a local optimum of its steps. Moves are possible both ways between equals, as those of any operator
 * are.
 */
export function expectedSteps(chain: ElitistChain, fitness: Float64Array, target: Uint8Array): Float64Array {
  const { starts, nodes } = chain;
  const steps = new Float64Array(fitness.length);
  const done = Uint8Array.from(target);
  const order = Int32Array.from(fitness, (_, i) => i).sort((a, b) => fitness[b]! - fitness[a]!);
  for (const first of order) {
    if (done[first] === 1) continue;
    const block = [first];
    done[first] = 1;
    // Nodes that are not done and can be moved to are equals: fitter ones are done.
    for (let i = 0; i < block.length; i++)
      for (let m = starts[block[i]!]!; m < starts[block[i]! + 1]!; m++)
        if (done[nodes[m]!] === 0) {
          done[nodes[m]!] = 1;
          block.push(nodes[m]!);
        }
    solve(chain, block, steps);
  }
  return steps;
}

/** Fills in a block of equals, everything that it leads to being known. */
function solve({ starts, nodes, shares }: ElitistChain, block: readonly number[], steps: Float64Array): void {
  const place = new Map(block.map((node, i) => [node, i]));
  /** For each node: 1 + what moves out of the block have before them, and how likely a step moves at all. */
  const right = new Float64Array(block.length);
  const moves = new Float64Array(block.length);
  let leaves = false;
  for (const [i, node] of block.entries()) {
    right[i] = 1;
    for (let m = starts[node]!; m < starts[node + 1]!; m++) {
      moves[i]! += shares[m]!;
      if (place.has(nodes[m]!) || shares[m] === 0) continue;
      leaves = true;
      right[i]! += shares[m]! * steps[nodes[m]!]!;
    }
  }
  if (!leaves || right.some((value) => value === Number.POSITIVE_INFINITY)) {
    for (const node of block) steps[node] = Number.POSITIVE_INFINITY;
    return;
  }
  const within = block.map((node) => {
    const found: [place: number, share: number][] = [];
    for (let m = starts[node]!; m < starts[node + 1]!; m++) {
      const at = place.get(nodes[m]!);
      if (at !== undefined) found.push([at, shares[m]!]);
    }
    return found;
  });
  const solved =
    block.length <= ELIMINATED_AT_MOST ? eliminated(within, moves, right) : iterated(within, moves, right);
  for (const [i, node] of block.entries()) steps[node] = solved[i]!;
}

/**
 * Gaussian elimination of moves[i] · t[i] − Σ share · t[j] = right[i]. Rows are diagonally dominant: no pivots are
 * needed.
 */
function eliminated(
  within: readonly (readonly [number, number][])[],
  moves: Float64Array,
  right: Float64Array,
): Float64Array {
  const n = right.length;
  const rows = within.map((found, i) => {
    const row = new Float64Array(n);
    row[i] = moves[i]!;
    for (const [j, share] of found) row[j]! -= share;
    return row;
  });
  const solved = right.slice();
  for (let i = 0; i < n; i++)
    for (let below = i + 1; below < n; below++) {
      const factor = rows[below]![i]! / rows[i]![i]!;
      if (factor === 0) continue;
      for (let j = i; j < n; j++) rows[below]![j]! -= factor * rows[i]![j]!;
      solved[below]! -= factor * solved[i]!;
    }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) solved[i]! -= rows[i]![j]! * solved[j]!;
    solved[i]! /= rows[i]![i]!;
  }
  return solved;
}

/** The same by Gauss–Seidel. */
function iterated(
  within: readonly (readonly [number, number][])[],
  moves: Float64Array,
  right: Float64Array,
): Float64Array {
  const solved = new Float64Array(right.length);
  for (let largest = 1; largest > 1e-12; ) {
    largest = 0;
    for (let i = 0; i < right.length; i++) {
      let sum = right[i]!;
      for (const [j, share] of within[i]!) sum += share * solved[j]!;
      sum /= moves[i]!;
      largest = Math.max(largest, Math.abs(sum - solved[i]!) / sum);
      solved[i] = sum;
    }
  }
  return solved;
}
