/** The least square of a diagonal element: what is left of a point that lies on another is rounding. */
const LEAST = 1e-10;

/**
 * The lower triangular factor `L` of a symmetric positive definite matrix `K = LLᵀ` that grows row by row. A
 * row depends on those above alone, so a factor that grew is, to the last bit, the one made afresh.
 */
export class Cholesky {
  readonly #rows: Float64Array[] = [];

  get size(): number {
    return this.#rows.length;
  }

  /** One more row and column of `K`: its elements with the rows there are, and on the diagonal. `O(n²)`. */
  append(covariances: ArrayLike<number>, variance: number): void {
    const { size } = this;
    const row = new Float64Array(size + 1);
    for (let i = 0; i < size; i++) row[i] = covariances[i]!;
    this.solve(row, 0, size);
    let rest = variance;
    for (let i = 0; i < size; i++) rest -= row[i]! * row[i]!;
    row[size] = Math.sqrt(Math.max(rest, LEAST));
    this.#rows.push(row);
  }

  /** Leaves only the first `size` rows. */
  truncate(size: number): void {
    this.#rows.length = Math.min(size, this.#rows.length);
  }

  /**
   * Solves `Lx = b` in place for the elements `from … to − 1`; those before are solved already. Later elements
   * do not change earlier ones, so a solution can be continued when the factor grows.
   */
  solve(x: Float64Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const row = this.#rows[i]!;
      let sum = x[i]!;
      for (let j = 0; j < i; j++) sum -= row[j]! * x[j]!;
      x[i] = sum / row[i]!;
    }
  }

  /** `log det K`. */
  logDeterminant(): number {
    let sum = 0;
    for (const row of this.#rows) sum += 2 * Math.log(row.at(-1)!);
    return sum;
  }
}
