import { argsort, type Point } from './non-dominated-sort.ts';

/**
 * Four and more objectives: WFG (While, Bradstreet & Barone 2012). The points come in the order of the last
 * objective; each adds the slice of its box that none before it dominates, a matter of one objective less:
 * the box less the volume of the points before it, clipped to the box. Clipping keeps them in order, so that
 * they are sorted once; those that dominate nothing that another does not are dropped.
 */
export class Slicing {
  readonly #reference: Point;
  /** Values between a row's start and the next one's. */
  readonly #stride: number;
  /** The points, a row each, by the last objective, and the index of each. */
  readonly #rows: Float64Array;
  readonly #order: Int32Array;
  /**
   * By number of objectives: room for the points clipped to a box, and for those that the sweep has passed.
   */
  readonly #clipped: readonly Float64Array[];
  readonly #passed: readonly Float64Array[];
  readonly #stairX: Float64Array;
  readonly #stairY: Float64Array;

  constructor(columns: readonly Float64Array[], reference: Point) {
    const stride = reference.length;
    this.#reference = reference;
    this.#stride = stride;
    this.#order = argsort(columns.at(-1)!);
    const n = this.#order.length;
    this.#rows = new Float64Array(n * stride);
    for (let k = 0; k < n; k++)
      for (let m = 0; m < stride; m++) this.#rows[k * stride + m] = columns[m]![this.#order[k]!]!;
    this.#clipped = Array.from({ length: stride + 1 }, () => new Float64Array(n * stride));
    this.#passed = Array.from({ length: stride + 1 }, () => new Float64Array(n * stride));
    this.#stairX = new Float64Array(n);
    this.#stairY = new Float64Array(n);
  }

  volume(): number {
    return this.#volume(this.#stride, this.#rows, this.#order.length);
  }

  contributions(): Float64Array {
    const contributions = new Float64Array(this.#order.length);
    for (const [k, i] of this.#order.entries())
      contributions[i] = this.#exclusive(this.#stride, this.#rows, k, this.#rows, this.#order.length, k);
    return contributions;
  }

  /**
   * The hypervolume of the first `count` rows in their first `objectives`, the last of which they are sorted
   * by.
   */
  #volume(objectives: number, rows: Float64Array, count: number): number {
    if (objectives === 3) return this.#stairs(rows, count);
    const passed = this.#passed[objectives]!;
    let kept = 0;
    let volume = 0;
    for (let row = 0; row < count; row++) {
      const slice = this.#exclusive(objectives - 1, rows, row, passed, kept, -1);
      if (slice === 0) continue;
      volume += slice * (this.#reference[objectives - 1]! - rows[row * this.#stride + objectives - 1]!);
      kept = this.#pass(objectives - 1, rows, row, passed, kept);
    }
    return volume;
  }

  /**
   * What row `point` of `from` dominates alone in the first `objectives`, beside the first `count` rows of
   * `others` but `skip`. 0 where one of them is nowhere worse.
   */
  #exclusive(
    objectives: number,
    from: Float64Array,
    point: number,
    others: Float64Array,
    count: number,
    skip: number,
  ): number {
    const clipped = this.#clipped[objectives]!;
    const start = point * this.#stride;
    let box = 1;
    for (let m = 0; m < objectives; m++) box *= this.#reference[m]! - from[start + m]!;
    let to = 0;
    for (let row = 0; row < count; row++) {
      if (row === skip) continue;
      const other = row * this.#stride;
      let worse = false;
      for (let m = 0; m < objectives; m++) {
        const edge = from[start + m]!;
        const value = others[other + m]!;
        if (value > edge) worse = true;
        clipped[to + m] = value > edge ? value : edge;
      }
      if (!worse) return 0;
      to += this.#stride;
    }
    // Rounding must not turn a contribution that is next to nothing negative.
    return Math.max(0, box - this.#volume(objectives, clipped, to / this.#stride));
  }

  /**
   * Takes row `point` of `from` into the first `count` rows of `passed`, which are sorted by the last of the
   * `objectives`, and drops those that it dominates. How many there are then.
   */
  #pass(objectives: number, from: Float64Array, point: number, passed: Float64Array, count: number): number {
    const stride = this.#stride;
    const start = point * stride;
    const last = objectives - 1;
    let kept = 0;
    for (let row = 0; row < count; row++) {
      let m = 0;
      while (m < objectives && from[start + m]! <= passed[row * stride + m]!) m++;
      if (m === objectives) continue;
      if (kept < row) for (m = 0; m < objectives; m++) passed[kept * stride + m] = passed[row * stride + m]!;
      kept++;
    }
    let place = kept;
    for (; place > 0 && passed[(place - 1) * stride + last]! > from[start + last]!; place--)
      for (let m = 0; m < objectives; m++) passed[place * stride + m] = passed[(place - 1) * stride + m]!;
    for (let m = 0; m < objectives; m++) passed[place * stride + m] = from[start + m]!;
    return kept + 1;
  }

  /**
   * Three objectives of few rows, sorted by the third: a sweep that keeps the staircase of the first two in a
   * sorted list.
   */
  #stairs(rows: Float64Array, count: number): number {
    const [right, top, end] = this.#reference as readonly [number, number, number];
    const x = this.#stairX;
    const y = this.#stairY;
    let steps = 0;
    let area = 0;
    let volume = 0;
    let at = 0;
    for (let row = 0; row < count; row++) {
      const from = rows[row * this.#stride]!;
      const floor = rows[row * this.#stride + 1]!;
      const height = rows[row * this.#stride + 2]!;
      let place = 0;
      let high = steps;
      while (place < high) {
        const middle = (place + high) >> 1;
        if (x[middle]! <= from) place = middle + 1;
        else high = middle;
      }
      let ceiling = place > 0 ? y[place - 1]! : top;
      if (ceiling <= floor) continue;
      volume += area * (height - at);
      at = height;
      let left = from;
      let past = place;
      for (; past < steps && y[past]! >= floor; past++) {
        area += (x[past]! - left) * (ceiling - floor);
        left = x[past]!;
        ceiling = y[past]!;
      }
      area += ((past < steps ? x[past]! : right) - left) * (ceiling - floor);
      x.copyWithin(place + 1, past, steps);
      y.copyWithin(place + 1, past, steps);
      x[place] = from;
      y[place] = floor;
      steps += 1 - (past - place);
    }
    return volume + area * (end - at);
  }
}
