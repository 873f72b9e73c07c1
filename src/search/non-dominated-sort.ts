/** A point in objective space; every objective is minimised. */
export type Point = readonly number[];

/**
 * Whether `a` dominates `b`: nowhere worse, somewhere better. Equal points do not dominate each other. Throws
 * a `RangeError` where the two differ in length or hold NaN, which is neither better nor worse than anything.
 */
export function dominates(a: Point, b: Point): boolean {
  if (a.length !== b.length)
    throw new RangeError(`A point of ${a.length} objectives and one of ${b.length} cannot be compared.`);
  let better = false;
  let worse = false;
  for (let m = 0; m < a.length; m++) {
    if (a[m]! < b[m]!) better = true;
    else if (a[m]! > b[m]!) worse = true;
    else if (a[m] !== b[m]) throw new RangeError(`Objective ${m} is NaN in one of the two points.`);
  }
  return better && !worse;
}

/**
 * The points objective by objective, in flat arrays: `columns[m][i]` is objective `m` of point `i`. Throws a
 * `RangeError` that names the point (counted from 0) where one has not `objectives` values or holds NaN, and
 * one where there are no objectives at all.
 */
export function columnsOf(
  points: readonly Point[],
  objectives = points[0]?.length ?? 1,
  name = (i: number) => `Point ${i}`,
): Float64Array[] {
  if (objectives < 1) throw new RangeError('A point needs at least one objective.');
  const columns = Array.from({ length: objectives }, () => new Float64Array(points.length));
  for (let i = 0; i < points.length; i++) {
    const point = points[i]!;
    if (point.length !== objectives)
      throw new RangeError(`${name(i)} must have ${objectives} objectives, not ${point.length}.`);
    for (let m = 0; m < objectives; m++) {
      const value = point[m]!;
      if (Number.isNaN(value)) throw new RangeError(`${name(i)} has NaN as its objective ${m}.`);
      columns[m]![i] = value;
    }
  }
  return columns;
}

/** Runs of this length are sorted by insertion before they are merged. */
const RUN = 12;

/**
 * The indices of the keys in ascending order, equal keys (0 and -0 are equal) in the given order. A merge
 * sort that moves the keys along with their indices: a comparison through the indices would miss the cache.
 * `O(n log n)`.
 */
export function argsort(keys: Float64Array): Int32Array {
  const n = keys.length;
  let sorted = new Float64Array(n);
  let order = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const key = keys[i]!;
    let place = i;
    for (; place % RUN > 0 && sorted[place - 1]! > key; place--) {
      sorted[place] = sorted[place - 1]!;
      order[place] = order[place - 1]!;
    }
    sorted[place] = key;
    order[place] = i;
  }
  if (n <= RUN) return order;
  let nextSorted = new Float64Array(n);
  let nextOrder = new Int32Array(n);
  for (let width = RUN; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      const middle = Math.min(start + width, n);
      const end = Math.min(middle + width, n);
      let left = start;
      let right = middle;
      for (let place = start; place < end; place++) {
        const from = right === end || (left < middle && sorted[left]! <= sorted[right]!) ? left++ : right++;
        nextSorted[place] = sorted[from]!;
        nextOrder[place] = order[from]!;
      }
    }
    [sorted, nextSorted] = [nextSorted, sorted];
    [order, nextOrder] = [nextOrder, order];
  }
  return order;
}

/** Whether two points agree in their first `objectives` objectives. */
function agree(columns: readonly Float64Array[], objectives: number, a: number, b: number): boolean {
  for (let m = 0; m < objectives; m++) if (columns[m]![a] !== columns[m]![b]) return false;
  return true;
}

/** The indices of the points in lexicographic order of their objectives. */
function lexicographicOrder(columns: readonly Float64Array[]): Int32Array {
  const order = argsort(columns[0]!);
  for (let m = 1; m < columns.length; m++) {
    // Objective m decides among those that the objectives before it leave tied.
    for (let start = 0, end = 1; start < order.length; start = end++) {
      while (end < order.length && agree(columns, m, order[start]!, order[end]!)) end++;
      if (end - start < 2) continue;
      const tied = order.slice(start, end);
      const places = argsort(Float64Array.from(tied, (i) => columns[m]![i]!));
      for (let k = 0; k < places.length; k++) order[start + k] = tied[places[k]!]!;
    }
  }
  return order;
}

/**
 * Non-dominated sorting: the fronts as lists of indices, ascending, the first not dominated by any point,
 * each later one dominated by points of the front before it alone (Deb et al. 2002). Equal points share a
 * front. One or two objectives take `O(n log n)`, three `O(n log² n)`, more `O(m n²)` in steps of 32 points.
 * Throws a `RangeError` where the points differ in length or hold NaN.
 */
export function nonDominatedSort(points: readonly Point[]): number[][] {
  return frontsOf(columnsOf(points));
}

/** `nonDominatedSort` of what `columnsOf` read. */
export function frontsOf(columns: readonly Float64Array[]): number[][] {
  const objectives = columns.length;
  const order = lexicographicOrder(columns);
  // Equal points follow each other; the ranks are found for one of each. Whatever dominates a point comes
  // before it.
  const distinct: number[] = [];
  const place = new Int32Array(order.length);
  for (const [k, i] of order.entries()) {
    if (k === 0 || !agree(columns, objectives, order[k - 1]!, i)) distinct.push(i);
    place[i] = distinct.length - 1;
  }
  const rest = columns.slice(1).map((column) => Float64Array.from(distinct, (i) => column[i]!));
  const ranks = RANKS[objectives]?.(rest, distinct.length) ?? ranksByBits(rest, distinct.length);
  const fronts: number[][] = [];
  for (const [i, k] of place.entries()) {
    const rank = ranks[k]!;
    while (fronts.length <= rank) fronts.push([]);
    fronts[rank]!.push(i);
  }
  return fronts;
}

/**
 * By number of objectives: the rank (0 is the first front) of `n` distinct points in lexicographic order,
 * given the objectives after the first. A point's rank is the length of the longest chain of points that ends
 * in it, each dominating the next.
 */
const RANKS: Readonly<Record<number, (columns: readonly Float64Array[], n: number) => Int32Array>> = {
  1: (_, n) => Int32Array.from({ length: n }, (__, k) => k),
  2: ([y]) => ranksOfTwo(y!),
  3: ([y, z]) => ranksOfThree(y!, z!),
};

/**
 * Two objectives: a front dominates the point exactly where its lowest value so far is not above the point's,
 * and those lowest values grow with the rank, so that the first front that does not is found by bisection.
 */
function ranksOfTwo(y: Float64Array): Int32Array {
  const ranks = new Int32Array(y.length);
  const lowest = new Float64Array(y.length);
  let fronts = 0;
  for (let k = 0; k < y.length; k++) {
    let low = 0;
    let high = fronts;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lowest[middle]! <= y[k]!) low = middle + 1;
      else high = middle;
    }
    ranks[k] = low;
    lowest[low] = y[k]!;
    if (low === fronts) fronts++;
  }
  return ranks;
}

/** Parts of up to this many points are compared in pairs. */
const PAIRS = 12;

/**
 * Three objectives, by dividing and conquering the lexicographic order (Jensen 2003; Fortin, Grenier &
 * Parizeau 2013): once the first half has its ranks, a sweep along the second objective hands them on to the
 * second half. A Fenwick tree over the third objective's places holds the highest rank up to each of them.
 */
function ranksOfThree(y: Float64Array, z: Float64Array): Int32Array {
  const n = y.length;
  const places = new Int32Array(n);
  let last = 0;
  let before = Number.NaN;
  for (const k of argsort(z)) {
    if (z[k] !== before) last++;
    before = z[k]!;
    places[k] = last;
  }
  const highest = new Int32Array(last + 1).fill(-1);
  const ranks = new Int32Array(n);
  // One array for each depth: the points of every part of that depth, by the second objective.
  const byY = [argsort(y)];

  const solve = (start: number, end: number, depth: number): void => {
    if (end - start <= PAIRS) {
      for (let k = start + 1; k < end; k++) {
        for (let j = start; j < k; j++)
          if (y[j]! <= y[k]! && places[j]! <= places[k]! && ranks[j]! >= ranks[k]!) ranks[k] = ranks[j]! + 1;
      }
      return;
    }
    const middle = (start + end) >> 1;
    byY[depth + 1] ??= new Int32Array(n);
    const whole = byY[depth]!;
    const parts = byY[depth + 1]!;
    for (let place = start, left = start, right = middle; place < end; place++) {
      const k = whole[place]!;
      parts[k < middle ? left++ : right++] = k;
    }
    solve(start, middle, depth + 1);
    let entered = start;
    for (let place = middle; place < end; place++) {
      const k = parts[place]!;
      for (; entered < middle && y[parts[entered]!]! <= y[k]!; entered++) {
        const rank = ranks[parts[entered]!]!;
        for (let at = places[parts[entered]!]!; at <= last; at += at & -at)
          if (highest[at]! < rank) highest[at] = rank;
      }
      let rank = ranks[k]!;
      for (let at = places[k]!; at > 0; at &= at - 1) if (highest[at]! >= rank) rank = highest[at]! + 1;
      ranks[k] = rank;
    }
    // Empty again; what is beyond an empty entry was emptied with it.
    for (let place = start; place < entered; place++)
      for (let at = places[parts[place]!]!; at <= last && highest[at] !== -1; at += at & -at)
        highest[at] = -1;
    solve(middle, end, depth + 1);
  };
  solve(0, n, 0);
  return ranks;
}

/** So many points have their dominators in memory at a time, a bit for each. */
const ROWS = 1024;

/**
 * Any number of objectives: a point's dominators are those that are nowhere behind it in the order of any
 * objective, an intersection of bit sets (after the merge non-dominated sorting of Moreno, Rodriguez, Nebro &
 * Lozano 2021).
 */
function ranksByBits(columns: readonly Float64Array[], n: number): Int32Array {
  const orders = columns.map(argsort);
  const words = (n + 31) >>> 5;
  const dominators = new Int32Array(Math.min(ROWS, n) * words);
  const passed = new Int32Array(words);
  const ranks = new Int32Array(n);
  /** The highest rank within each word. */
  const highest = new Int32Array(words).fill(-1);
  for (let start = 0; start < n; start += ROWS) {
    const end = Math.min(start + ROWS, n);
    dominators.fill(-1);
    for (const [m, order] of orders.entries()) {
      const column = columns[m]!;
      passed.fill(0);
      let added = 0;
      for (const k of order) {
        // Points of the same value are nowhere behind each other in this objective.
        for (; added < n && column[order[added]!]! <= column[k]!; added++)
          passed[order[added]! >>> 5]! |= 1 << (order[added]! & 31);
        if (k < start || k >= end) continue;
        const row = (k - start) * words;
        for (let word = 0; word <= k >>> 5; word++) dominators[row + word]! &= passed[word]!;
      }
    }
    for (let k = start; k < end; k++) {
      const row = (k - start) * words;
      // The first objective: those before it in lexicographic order.
      dominators[row + (k >>> 5)]! &= (1 << (k & 31)) - 1;
      let rank = 0;
      for (let word = k >>> 5; word >= 0; word--) {
        if (highest[word]! < rank) continue;
        for (let bits = dominators[row + word]!; bits !== 0; bits &= bits - 1) {
          const dominator = (word << 5) + 31 - Math.clz32(bits & -bits);
          if (ranks[dominator]! >= rank) rank = ranks[dominator]! + 1;
        }
      }
      ranks[k] = rank;
      highest[k >>> 5] = Math.max(highest[k >>> 5]!, rank);
    }
  }
  return ranks;
}
