import { createRng, deriveSeed } from '../../space/random.ts';

/** Kingma & Ba 2015. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Numbers that are learned together. */
export interface Row {
  /** Single precision, so that nine digits of text store a number. */
  readonly values: Float32Array;
  /** What the next step follows; zero after it. Who adds to it sets `touched`. */
  readonly gradient: Float64Array;
  touched: boolean;
}

interface Moments extends Row {
  readonly first: Float32Array;
  readonly second: Float32Array;
  steps: number;
}

/** Name, steps, values, first and second moments. */
type SavedRow = readonly [string, number, readonly number[], readonly number[], readonly number[]];

/**
 * Named rows of parameters, made when they are first asked for, and Adam for them. A new row is drawn from
 * U(−spread, spread) by a seed of its own, from `seed` and its name: it is the same whenever it is made. A row
 * that a step did not touch stays as it is, and every row counts its own steps for Adam's bias correction; where
 * all are touched by every step, this is Adam as published.
 */
export class Parameters {
  readonly #seed: number;
  readonly #spread: number;
  readonly #rows: Map<string, Moments>;

  /** `saved`: what `state()` returned. */
  constructor(seed: number, spread: number, saved?: unknown) {
    this.#seed = seed;
    this.#spread = spread;
    this.#rows = new Map();
    for (const [name, steps, values, first, second] of (saved as readonly SavedRow[] | undefined) ?? []) {
      this.#rows.set(name, {
        values: Float32Array.from(values),
        gradient: new Float64Array(values.length),
        touched: false,
        first: Float32Array.from(first),
        second: Float32Array.from(second),
        steps,
      });
    }
  }

  /** `length` counts when the row is made. */
  row(name: string, length: number): Row {
    let row = this.#rows.get(name);
    if (!row) {
      const values = new Float32Array(length);
      if (this.#spread > 0) {
        const rng = createRng(deriveSeed(this.#seed, name));
        for (let i = 0; i < length; i++) values[i] = this.#spread * (2 * rng.float() - 1);
      }
      const gradient = new Float64Array(length);
      const moments = { first: new Float32Array(length), second: new Float32Array(length), steps: 0 };
      row = { values, gradient, touched: false, ...moments };
      this.#rows.set(name, row);
    }
    return row;
  }

  /**
   * One step of Adam uphill, along the gradient: `m ← β₁m + (1 − β₁)g`, `v ← β₂v + (1 − β₂)g²`,
   * `θ ← θ + η m̂ / (√v̂ + ε)` with `m̂ = m / (1 − β₁ᵗ)` and `v̂ = v / (1 − β₂ᵗ)`.
   */
  ascend(learningRate: number): void {
    for (const row of this.#rows.values()) {
      if (!row.touched) continue;
      row.touched = false;
      row.steps++;
      const { values, gradient, first, second, steps } = row;
      const firstScale = 1 / (1 - BETA1 ** steps);
      const secondScale = 1 / (1 - BETA2 ** steps);
      for (let i = 0; i < values.length; i++) {
        const slope = gradient[i]!;
        first[i] = BETA1 * first[i]! + (1 - BETA1) * slope;
        second[i] = BETA2 * second[i]! + (1 - BETA2) * slope * slope;
        const step = (first[i]! * firstScale) / (Math.sqrt(second[i]! * secondScale) + EPSILON);
        values[i] = values[i]! + learningRate * step;
      }
      gradient.fill(0);
    }
  }

  /** The rows that were ever stepped, by name; the others follow from the seed. */
  state(): readonly SavedRow[] {
    return [...this.#rows]
      .filter(([, { steps }]) => steps > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { steps, values, first, second }]) => [
        name,
        steps,
        digits(values),
        digits(first),
        digits(second),
      ]);
  }
}

/** Nine significant digits, with which every single-precision number comes back exactly. */
const digits = (values: Float32Array): number[] =>
  Array.from(values, (value) => Number(value.toPrecision(9)));
