import type { Result } from '../method.ts';
import type { Scalarisation } from '../scalarise.ts';

/** What a result says, as one number or two; smaller is better in both. */
export interface Verdict {
  /** The objectives as one number; the worst so far where there are none. */
  readonly value: number;
  /** 0; between 0 and 1 where a constraint is broken. Any penalty is worse than any value. */
  readonly penalty: number;
}

export interface RewardsState {
  readonly count: number;
  readonly best: number;
  readonly worst: number;
  readonly mean: number;
  readonly squares: number;
  readonly violations: number;
  readonly violation: number;
}

/**
 * Makes rewards of results whose objectives may be of any size, by what was seen so far. A failed result is as
 * bad as the worst one seen; one that breaks a constraint is worse than all, by `v / (v + v̄)`, where v̄ is the
 * mean violation seen.
 */
export class Rewards {
  readonly #scalarisation: Scalarisation;
  #count: number;
  #best: number;
  #worst: number;
  #mean: number;
  /** The sum of squared deviations from the mean (Welford 1962). */
  #squares: number;
  #violations: number;
  #violation: number;

  constructor(scalarisation: Scalarisation, saved?: RewardsState) {
    this.#scalarisation = scalarisation;
    this.#count = saved?.count ?? 0;
    this.#best = saved?.best ?? 0;
    this.#worst = saved?.worst ?? 0;
    this.#mean = saved?.mean ?? 0;
    this.#squares = saved?.squares ?? 0;
    this.#violations = saved?.violations ?? 0;
    this.#violation = saved?.violation ?? 0;
  }

  /** Values seen. */
  get count(): number {
    return this.#count;
  }

  get worst(): number {
    return this.#worst;
  }

  get mean(): number {
    return this.#mean;
  }

  /** The standard deviation of the values seen; 1 as long as they are all the same. */
  get deviation(): number {
    return this.#squares > 0 ? Math.sqrt(this.#squares / this.#count) : 1;
  }

  /**
   * Reads a result and takes note of it. `undefined` where it says nothing: a repeat of what is still in training
   * or failed, and a failure before anything was seen.
   */
  read<G>(result: Result<G>): Verdict | undefined {
    const { violation, objectives, repeat } = result;
    if (violation > 0) {
      if (!repeat) this.#violation += (violation - this.#violation) / ++this.#violations;
      return { value: this.#worst, penalty: violation / (violation + (this.#violation || violation)) };
    }
    const value = objectives ? this.#scalarisation.value(objectives) : Number.NaN;
    if (!Number.isFinite(value)) {
      return repeat || this.#count === 0 ? undefined : { value: this.#worst, penalty: 0 };
    }
    if (!repeat) this.#note(value);
    return { value, penalty: 0 };
  }

  /**
   * From 0, the worst value seen, to 1, the best; with a penalty less than 0. One half as long as all are the
   * same.
   */
  unit({ value, penalty }: Verdict): number {
    if (penalty > 0) return -penalty;
    const range = this.#worst - this.#best;
    return range > 0 ? (this.#worst - value) / range : 0.5;
  }

  state(): RewardsState {
    return {
      count: this.#count,
      best: this.#best,
      worst: this.#worst,
      mean: this.#mean,
      squares: this.#squares,
      violations: this.#violations,
      violation: this.#violation,
    };
  }

  #note(value: number): void {
    this.#best = this.#count === 0 ? value : Math.min(this.#best, value);
    this.#worst = this.#count === 0 ? value : Math.max(this.#worst, value);
    this.#count++;
    const deviation = value - this.#mean;
    this.#mean += deviation / this.#count;
    this.#squares += deviation * (value - this.#mean);
  }
}

/** −1 where `a` is the better verdict, 1 where `b` is. */
export function compareVerdicts(a: Verdict, b: Verdict): number {
  return Math.sign(a.penalty - b.penalty || a.value - b.value);
}
