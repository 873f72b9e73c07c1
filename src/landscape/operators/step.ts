import type { Landscape } from '../landscape.ts';
import type { Progress } from '../progress.ts';
import type { Draw } from './draw.ts';
import { type Lattice, scatter } from './lattice.ts';

/** What one step of an operator does, by start. Exact. */
export interface StepFigures {
  /** The expected number of positions that a draw changes, taken or not. */
  readonly reach: Float64Array;
  /** The expected number of positions by which the step moves. */
  readonly moved: Float64Array;
  /** The expected change of fitness. */
  readonly change: Float64Array;
  /** The probability that fitness improves. */
  readonly improves: Float64Array;
}

const AT_ONCE = 2e6;

/**
 * The exact figures of one step of any operator from each start: the distribution of its draws over the whole table is
 * laid out start by start, in order of fitness, and the acceptance applied to it; a tournament of k takes the fittest
 * of k draws, whose distribution function is the k-th power of that of one (of equals, the first drawn). Draws that
 * land in gaps are drawn again; where all do, the step stays. Work in proportion to starts · combinations.
 */
export function* stepFigures(
  { fitness }: Landscape,
  lattice: Lattice,
  draw: Draw,
  starts: Int32Array,
): Generator<Progress, StepFigures> {
  const column = () => new Float64Array(starts.length);
  const figures: StepFigures = { reach: column(), moved: column(), change: column(), improves: column() };
  const values = scatter(lattice, fitness, Number.NaN);
  const byFitness = Int32Array.from(lattice.codes).sort((a, b) => values[a]! - values[b]!);
  const around = drawsAround(lattice, draw);
  const { acceptance } = draw.operator;
  let work = 0;
  for (const [i, start] of starts.entries()) {
    const { shares, distances } = around(lattice.codes[start]!);
    const own = fitness[start]!;
    let all = 0;
    let reach = 0;
    for (const code of byFitness) {
      all += shares[code]!;
      reach += shares[code]! * distances[code]!;
    }
    if (all > 0) {
      const step =
        acceptance.kind === 'tournament'
          ? tournamentStep(byFitness, values, shares, distances, own, all, acceptance.size)
          : acceptedStep(byFitness, values, shares, distances, own, all, temperatureOf(acceptance));
      figures.reach[i] = reach / all;
      figures.moved[i] = step.moved;
      figures.change[i] = step.change;
      figures.improves[i] = step.improves;
    }
    work += lattice.combinations;
    if (work > AT_ONCE) {
      work = 0;
      yield { stage: `Laying out the draws of ${draw.operator.name}`, share: i / starts.length };
    }
  }
  return figures;
}

/** An acceptance as Metropolis's: blind is infinitely hot, elitist is cold. */
export const temperatureOf = (
  acceptance: Exclude<Draw['operator']['acceptance'], { kind: 'tournament' }>,
): number =>
  acceptance.kind === 'annealed'
    ? acceptance.temperature
    : acceptance.kind === 'blind'
      ? Number.POSITIVE_INFINITY
      : 0;

/**
 * Gives for the number of a start how likely each number is drawn from there (of the whole space, gaps included), and
 * how far it is. Buffers that the next call overwrites.
 */
export function drawsAround(
  { sizes, strides, combinations }: Lattice,
  { weights, scale, options, varying }: Draw,
): (code: number) => { readonly shares: Float64Array; readonly distances: Uint8Array } {
  const shares = new Float64Array(combinations);
  const distances = new Uint8Array(combinations);
  return (code) => {
    shares[0] = 1;
    distances[0] = 0;
    for (const [k, position] of varying.entries()) {
      const [size, stride] = [sizes[position]!, strides[position]!];
      const own = Math.floor(code / stride) % size;
      const weightOf = (b: number) => options[position]?.[b] ?? 1;
      let others = 0;
      for (let b = 0; b < size; b++) if (b !== own) others += weightOf(b);
      // From the last option on, so that what is spread over the others is overwritten last.
      for (let b = size - 1; b >= 0; b--) {
        const factor = b === own ? 1 : (weights[k]! * weightOf(b)) / others;
        const further = b === own ? 0 : 1;
        for (let at = 0; at < stride; at++) {
          shares[b * stride + at] = shares[at]! * factor;
          distances[b * stride + at] = distances[at]! + further;
        }
      }
    }
    for (let at = 0; at < combinations; at++) shares[at]! *= scale[distances[at]!]!;
    return { shares, distances };
  };
}

interface Step {
  readonly moved: number;
  readonly change: number;
  readonly improves: number;
}

function acceptedStep(
  byFitness: Int32Array,
  values: Float64Array,
  shares: Float64Array,
  distances: Uint8Array,
  own: number,
  all: number,
  temperature: number,
): Step {
  let moved = 0;
  let change = 0;
  let improves = 0;
  for (const code of byFitness) {
    const by = values[code]! - own;
    let share = shares[code]! / all;
    if (by > 0) improves += share;
    else if (by < 0) share *= temperature > 0 ? Math.exp(by / temperature) : 0;
    moved += share * distances[code]!;
    change += share * by;
  }
  return { moved, change, improves };
}

function tournamentStep(
  byFitness: Int32Array,
  values: Float64Array,
  shares: Float64Array,
  distances: Uint8Array,
  own: number,
  all: number,
  size: number,
): Step {
  let moved = 0;
  let change = 0;
  let below = 0;
  let notBetter = 0;
  let power = 0;
  for (let from = 0, to = 0; from < byFitness.length; from = to) {
    const value = values[byFitness[from]!]!;
    let share = 0;
    let far = 0;
    for (; to < byFitness.length && values[byFitness[to]!] === value; to++) {
      const code = byFitness[to]!;
      share += shares[code]!;
      far += shares[code]! * distances[code]!;
    }
    if (share === 0) continue;
    below += share;
    const next = Math.min(1, below / all) ** size;
    change += (next - power) * (value - own);
    moved += ((next - power) * far) / share;
    power = next;
    if (value <= own) notBetter = power;
  }
  return { moved, change, improves: 1 - notBetter };
}
