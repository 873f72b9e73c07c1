import { createRng, deriveSeed, type Rng } from '../space/random.ts';

/** How a weight starts. */
export type Initial =
  /** Normal with this standard deviation. */
  | { readonly normal: number }
  /** Uniform between − and + this. */
  | { readonly uniform: number }
  | { readonly constant: number }
  /** Each row along the first axis all of one number. */
  | { readonly rows: readonly number[] };

/** One weight tensor of a network: a part of the flat vector that holds all. */
export interface WeightSlot {
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
  readonly initial: Initial;
  /** Whether weight decay applies: to filters and matrices, not to biases and normalisation. */
  readonly decays: boolean;
}

/** Values for the slots, each from a generator of its own: the same seed gives the same weights. */
export function initialWeights(slots: readonly WeightSlot[], seed: number): Float32Array {
  const values = new Float32Array(slots.reduce((total, { size }) => total + size, 0));
  for (const [index, { offset, size, initial }] of slots.entries()) {
    const part = values.subarray(offset, offset + size);
    const rng = createRng(deriveSeed(seed, 'initial weights', index));
    if ('constant' in initial) part.fill(initial.constant);
    else if ('rows' in initial) {
      const width = size / initial.rows.length;
      for (const [row, value] of initial.rows.entries()) part.fill(value, row * width, (row + 1) * width);
    } else if ('uniform' in initial)
      for (let i = 0; i < size; i++) part[i] = (2 * rng.float() - 1) * initial.uniform;
    else fillNormal(part, rng, initial.normal);
  }
  return values;
}

/** Normal numbers by Box and Muller's transform. */
function fillNormal(part: Float32Array, rng: Rng, deviation: number): void {
  for (let i = 0; i < part.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - rng.float())) * deviation;
    const angle = 2 * Math.PI * rng.float();
    part[i] = radius * Math.cos(angle);
    if (i + 1 < part.length) part[i + 1] = radius * Math.sin(angle);
  }
}
