import type { Landscape } from '../landscape.ts';
import { type Draw, otherShares, setShares } from './draw.ts';
import type { Lattice } from './lattice.ts';
import { hasSets } from './pair-classes.ts';
import { type Rows, rowsAroundOf } from './rows-around.ts';

/** Walks with an operator, one after another. Seeded; several million steps a second. */
export interface Walker {
  /** Begins a walk: forgets where it was, and takes the numbers of a stream (`streams`). */
  begin(streams: Int32Array, walk: number): void;
  /** One step from a node: where it leads. A draw that may not be taken (a gap, the memory) is drawn again. */
  step(node: number): number;
  /** How many positions the last step's (first) draw changed, whether it was taken or not. */
  drawn(): number;
  /** How much work there was so far, in draws (some 100 ns each). */
  effort(): number;
}

/** Draws in vain before the distribution over the rows of the table is laid out. */
const TRIES = 200;
/** So many rows of such distributions are kept: 50 MB. */
const KEPT_AT_MOST = 2 ** 22;
/** Digits that are compared in the time of a draw. */
const DIGITS_A_DRAW = 64;
const GUIDE = 1024;

/** Makes a walker. The draw must be of the landscape's space (`drawOf`). */
export function createWalker({ fitness, product }: Landscape, lattice: Lattice, draw: Draw): Walker {
  const { sizes, strides, varying, codes, nodes } = lattice;
  const { acceptance, memory } = draw.operator;
  const positions = sizes.length;
  const digits = product!.digits;
  const numbers = createNumbers();
  const drawSet = hasSets(lattice) ? setDrawer(draw) : setWalker(draw);
  const members = Int32Array.from(varying);
  const strideOf = Int32Array.from(strides);
  const sizeOf = Int32Array.from(sizes);
  const cumulative = draw.options.map((weights) => weights && othersCumulative(weights));
  const weighted = !draw.symmetric;
  const rowsAround = rowsAroundOf(product!.digits, lattice, draw);
  /** By node: the rows that a draw from there can land on, where it seldom does. */
  const known = new Map<number, Rows>();
  let kept = 0;
  let effort = 0;
  /** The last architectures before the present one, as a ring. */
  const recent = new Int32Array(memory).fill(-1);
  let oldest = 0;
  let distance = 0;
  let firstDistance = 0;

  const changed = (node: number, set: number): number => {
    let code = codes[node]!;
    let fraction = numbers.float();
    distance = 0;
    for (let rest = set; rest !== 0; rest &= rest - 1) {
      const position = members[31 - Math.clz32(rest & -rest)]!;
      const own = digits[node * positions + position]!;
      const others = sizeOf[position]! - 1;
      let option: number;
      const table = weighted ? cumulative[position] : undefined;
      if (table) {
        const number = numbers.float();
        const row = own * (others + 1);
        option = 0;
        while (option < others && table[row + option]! <= number) option++;
      } else {
        // One number serves all positions: what its whole part leaves is uniform again.
        fraction *= others;
        const turn = Math.floor(fraction);
        fraction -= turn;
        option = own + 1 + turn;
        if (option > others) option -= others + 1;
      }
      code += strideOf[position]! * (option - own);
      distance++;
    }
    return nodes[code]!;
  };

  const candidate = (node: number): number => {
    const rows = known.get(node);
    if (rows) return drawnFrom(rows, node);
    for (let tries = 0; tries < TRIES; tries++) {
      effort++;
      const found = changed(node, drawSet(numbers.float()));
      if (found >= 0 && (memory === 0 || !recent.includes(found))) return found;
    }
    const laidOut = rowsAround(node);
    effort += (codes.length * varying.length) / DIGITS_A_DRAW;
    kept += laidOut.nodes.length;
    if (kept > KEPT_AT_MOST) {
      known.clear();
      kept = laidOut.nodes.length;
    }
    known.set(node, laidOut);
    return drawnFrom(laidOut, node);
  };

  /** Draws one of the rows; stays where there is none. */
  const drawnFrom = ({ nodes: rows, shares, distances }: Rows, node: number): number => {
    effort += 1 + rows.length / DIGITS_A_DRAW;
    const isFree = (row: number) => memory === 0 || !recent.includes(row);
    let total = 0;
    for (let i = 0; i < rows.length; i++) if (isFree(rows[i]!)) total += shares[i]!;
    let left = numbers.float() * total;
    let last = node;
    distance = 0;
    for (let i = 0; i < rows.length; i++) {
      if (!isFree(rows[i]!)) continue;
      last = rows[i]!;
      distance = distances[i]!;
      left -= shares[i]!;
      if (left < 0) break;
    }
    return last;
  };

  const accepted = (node: number): number => {
    const found = candidate(node);
    firstDistance = distance;
    switch (acceptance.kind) {
      case 'blind':
        return found;
      case 'elitist':
        return fitness[found]! >= fitness[node]! ? found : node;
      case 'annealed': {
        const by = fitness[found]! - fitness[node]!;
        return by >= 0 || numbers.float() < Math.exp(by / acceptance.temperature) ? found : node;
      }
      case 'tournament': {
        let best = found;
        for (let i = 1; i < acceptance.size; i++) {
          const other = candidate(node);
          if (fitness[other]! > fitness[best]!) best = other;
        }
        return best;
      }
    }
  };

  return {
    begin(streams, walk) {
      numbers.seed(streams, walk);
      recent.fill(-1);
    },
    step(node) {
      const next = accepted(node);
      if (memory > 0 && next !== node) {
        recent[oldest] = node;
        oldest = (oldest + 1) % memory;
      }
      return next;
    },
    drawn: () => firstDistance,
    effort: () => effort,
  };
}

/** Uniform numbers, fast (xoshiro128**, Blackman & Vigna 2021), four integers of state a stream. */
function createNumbers(): { seed(streams: Int32Array, stream: number): void; float(): number } {
  const state = new Int32Array(4);
  const next = (): number => {
    const one = state[1]!;
    const product = Math.imul(one, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    state[2]! ^= state[0]!;
    state[3]! ^= one;
    state[1]! ^= state[2]!;
    state[0]! ^= state[3]!;
    state[2]! ^= one << 9;
    const last = state[3]!;
    state[3] = (last << 11) | (last >>> 21);
    return result;
  };
  return {
    seed(streams, stream) {
      for (let i = 0; i < 4; i++) state[i] = streams[4 * stream + i]!;
    },
    float: () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992,
  };
}

/** A set for a number, by the sets' cumulated shares in order of distance: a larger number never changes fewer. */
function setDrawer(draw: Draw): (number: number) => number {
  const shares = setShares(draw);
  const changes = (set: number): number => {
    let count = 0;
    for (let rest = set; rest !== 0; rest &= rest - 1) count++;
    return count;
  };
  const sets = Int32Array.from(shares.keys())
    .filter((set) => shares[set]! > 0)
    .sort((a, b) => changes(a) - changes(b) || a - b);
  const upTo = new Float64Array(sets.length);
  let sum = 0;
  for (const [i, set] of sets.entries()) {
    sum += shares[set]!;
    upTo[i] = sum;
  }
  upTo[sets.length - 1] = 1;
  const guide = new Int32Array(GUIDE);
  for (let cell = 0, at = 0; cell < GUIDE; cell++) {
    while (upTo[at]! <= cell / GUIDE) at++;
    guide[cell] = at;
  }
  return (number) => {
    let at = guide[Math.floor(number * GUIDE)]!;
    while (upTo[at]! <= number) at++;
    return sets[at]!;
  };
}

/** The same for many positions: a number of changes, then position by position, in it or not. */
function setWalker({ weights, scale }: Draw): (number: number) => number {
  const count = weights.length;
  /** Row k: elementary symmetric polynomials of the weights from position k on. */
  const from = Array.from({ length: count + 1 }, () => new Float64Array(count + 1));
  from[count]![0] = 1;
  for (let k = count - 1; k >= 0; k--)
    for (let d = 0; d <= count - k; d++)
      from[k]![d] = from[k + 1]![d]! + (d > 0 ? weights[k]! * from[k + 1]![d - 1]! : 0);
  return (number) => {
    let left = number;
    let changes = 0;
    let last = 0;
    for (let d = 0; d <= count; d++) {
      const share = scale[d]! * from[0]![d]!;
      if (share === 0) continue;
      last = d;
      if (left < share) break;
      left -= share;
    }
    changes = last;
    // What is left of the number is uniform over the sets of that size.
    let fraction = Math.min(left / (scale[changes]! * from[0]![changes]!), 1 - 2 ** -53);
    let set = 0;
    for (let k = 0; k < count && changes > 0; k++) {
      const taken = (weights[k]! * from[k + 1]![changes - 1]!) / from[k]![changes]!;
      if (fraction < taken) {
        set |= 1 << k;
        changes--;
        fraction /= taken;
      } else fraction = Math.min((fraction - taken) / (1 - taken), 1 - 2 ** -53);
    }
    return set;
  };
}

/** Row after row for each own option: the cumulated shares of the other options. */
function othersCumulative(weights: Float64Array): Float64Array {
  const size = weights.length;
  const table = otherShares(weights, size);
  for (let own = 0; own < size; own++) {
    const row = table.subarray(own * size, (own + 1) * size);
    for (let b = 1; b < size; b++) row[b]! += row[b - 1]!;
    // Rounding must not lead past the last, nor to one's own.
    row.fill(1, own === size - 1 ? size - 2 : size - 1);
  }
  return table;
}
