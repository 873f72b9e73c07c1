import { type CandidateTable, STATE } from '../../../run/candidate-table.ts';
import { reserve } from '../../../run/columns.ts';
import { MEASURE } from '../measures.ts';
import type { Measure } from '../view-store.ts';
import { settledOf } from './settled.ts';
import { Staircase } from './staircase.ts';

/** What two measures say of the candidates of a run: a point for each evaluated one, in the order of evaluation. */
export class Cloud {
  readonly measures: { readonly x: Measure; readonly y: Measure };
  count = 0;
  /** Candidate numbers. */
  candidate = new Int32Array(0);
  /** How many candidates were over with this one; ascending. */
  order = new Int32Array(0);
  x = new Float64Array(0);
  y = new Float64Array(0);
  /** The least and the most of both measures; infinite while there is no point. */
  range = { x: [Number.POSITIVE_INFINITY, 0] as Range, y: [Number.POSITIVE_INFINITY, 0] as Range };
  readonly #table: CandidateTable;
  /** Candidates that are over and were looked at. */
  #seen = 0;
  /** The orders of evaluated candidates that lack a figure. */
  #without: number[] = [];
  readonly #stairs = new Staircase();
  /** Points that `#stairs` has seen, the version of the front below, and that front. */
  #climbed = 0;
  #version = -1;
  #front: readonly number[] = [];

  constructor(table: CandidateTable, x: Measure, y: Measure) {
    this.#table = table;
    this.measures = { x, y };
  }

  /** Takes in what the table has more by now. */
  follow(): void {
    const table = this.#table;
    const settled = settledOf(table);
    const [xs, ys] = [MEASURE[this.measures.x].column(table), MEASURE[this.measures.y].column(table)];
    for (; this.#seen < settled.count; this.#seen++) {
      const n = settled.candidates[this.#seen]!;
      const order = this.#seen + 1;
      // A log that settles a candidate twice says the last.
      if (n === 0 || table.order[n] !== order || table.state[n] !== STATE.evaluated) continue;
      const [x, y] = [xs[n]!, ys[n]!];
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        this.#without.push(order);
        continue;
      }
      const place = this.count++;
      reserve<Cloud>(this, ['candidate', 'order', 'x', 'y'], this.count);
      this.candidate[place] = n;
      this.order[place] = order;
      this.x[place] = x;
      this.y[place] = y;
      widen(this.range.x, x);
      widen(this.range.y, y);
    }
  }

  /** How many points there were when so many candidates were over; all of them where that is `null`. */
  prefix(over: number | null): number {
    if (over === null) return this.count;
    let low = 0;
    for (let high = this.count; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.order[middle]! <= over) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Evaluated candidates without a figure when so many were over. */
  without(over: number | null): number {
    if (over === null) return this.#without.length;
    const place = this.#without.findIndex((order) => order > over);
    return place < 0 ? this.#without.length : place;
  }

  /**
   * The numbers of the candidates that no other dominates among the first so many points, by the first measure; the same
   * array as long as they are the same.
   */
  front(prefix: number): readonly number[] {
    if (prefix < this.#climbed) {
      this.#stairs.clear();
      this.#climbed = 0;
    }
    for (; this.#climbed < prefix; this.#climbed++)
      this.#stairs.insert(this.x[this.#climbed]!, this.y[this.#climbed]!, this.candidate[this.#climbed]!);
    if (this.#stairs.version !== this.#version) {
      this.#version = this.#stairs.version;
      const items = this.#stairs.items();
      if (items.join() !== this.#front.join()) this.#front = items;
    }
    return this.#front;
  }

  /** How many of the first so many points lie in a rectangle, its edges among it. */
  inside(prefix: number, from: readonly [number, number], to: readonly [number, number]): number {
    let inside = 0;
    for (let i = 0; i < prefix; i++) {
      const [x, y] = [this.x[i]!, this.y[i]!];
      if (x >= from[0] && x <= to[0] && y >= from[1] && y <= to[1]) inside++;
    }
    return inside;
  }
}

type Range = [least: number, most: number];

function widen(range: Range, value: number): void {
  if (value < range[0]) range[0] = value;
  if (value > range[1]) range[1] = value;
}
