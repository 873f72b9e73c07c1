/** A normal distribution. */
export interface Belief {
  readonly mean: number;
  /** The standard deviation. */
  readonly deviation: number;
}
