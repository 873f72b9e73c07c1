import { Parameters, type Row } from './adam.ts';
import { type Policy, softmax, type Walk } from './policy.ts';

export interface LstmShape {
  /** Units of each layer, and numbers of each embedding. */
  readonly units: number;
  /** Layers on top of each other. */
  readonly layers: number;
}

/** All parameters begin uniformly between −0.08 and 0.08 (Zoph & Le 2017). */
const SPREAD = 0.08;

/** What a layer computed at one decision, and what is needed on the way back. */
interface Cell {
  /** The layer's input, its own output before, and 1. */
  readonly input: Float64Array;
  /** After their nonlinearities: input gate, forget gate, candidate, output gate. */
  readonly gates: Float64Array;
  readonly before: Float64Array;
  readonly memory: Float64Array;
  readonly squashed: Float64Array;
  readonly output: Float64Array;
}

interface Step {
  readonly embedding: Row;
  readonly head: Row;
  readonly cells: readonly Cell[];
}

/**
 * The recurrent controller of Zoph & Le 2017: an LSTM (Hochreiter & Schmidhuber 1997) that reads the decision
 * before as an embedding and gives the logits of the next one. Embeddings (of a site and a choice) and output
 * layers (of a site) are made when they are first met, from the seed and their names alone. `backward` is
 * backpropagation through the whole walk. `saved`: what `state()` returned; the seed is the same then.
 */
export function lstmPolicy(shape: LstmShape, seed: number, saved?: unknown): Policy {
  const parameters = new Parameters(seed, SPREAD, saved);
  const { units, layers } = shape;
  const weights = Array.from({ length: layers }, (_, layer) =>
    parameters.row(`layer ${layer}`, 4 * units * (2 * units + 1)),
  );
  const start = parameters.row('start', units);

  return {
    begin(): Walk {
      const steps: Step[] = [];
      let embedding = start;
      let here = '';
      return {
        next(site, options) {
          const cells: Cell[] = [];
          let input: ArrayLike<number> = embedding.values;
          for (let layer = 0; layer < layers; layer++) {
            const cell = forwardCell(weights[layer]!.values, input, steps.at(-1)?.cells[layer], units);
            cells.push(cell);
            input = cell.output;
          }
          const head = parameters.row(`head ${site}`, options * (units + 1));
          steps.push({ embedding, head, cells });
          here = site;
          return softmax(forwardHead(head.values, input, options));
        },
        take(choice) {
          embedding = parameters.row(`after ${here} ${choice}`, units);
        },
        backward(slopes) {
          backwardWalk(weights, steps, slopes, units);
        },
      };
    },
    ascend: (learningRate) => parameters.ascend(learningRate),
    state: () => parameters.state(),
  };
}

/** `z = W [x; 1]`. */
function forwardHead(weights: ArrayLike<number>, input: ArrayLike<number>, options: number): Float64Array {
  const logits = new Float64Array(options);
  const width = input.length + 1;
  for (let k = 0; k < options; k++) {
    let sum = weights[k * width + input.length]!;
    for (let j = 0; j < input.length; j++) sum += weights[k * width + j]! * input[j]!;
    logits[k] = sum;
  }
  return logits;
}

/**
 * `[i; f; g; o] = W [x; h; 1]`, `c ← σ(f) c + σ(i) tanh(g)`, `h ← σ(o) tanh(c)`; before the first decision c and
 * h are zero.
 */
function forwardCell(
  weights: ArrayLike<number>,
  below: ArrayLike<number>,
  last: Cell | undefined,
  units: number,
): Cell {
  const width = 2 * units + 1;
  const input = new Float64Array(width);
  input.set(below);
  if (last) input.set(last.output, units);
  input[width - 1] = 1;
  const gates = new Float64Array(4 * units);
  for (let row = 0; row < gates.length; row++) {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += weights[row * width + j]! * input[j]!;
    const isCandidate = row >= 2 * units && row < 3 * units;
    gates[row] = isCandidate ? Math.tanh(sum) : 1 / (1 + Math.exp(-sum));
  }
  const before = last?.memory ?? new Float64Array(units);
  const memory = new Float64Array(units);
  const squashed = new Float64Array(units);
  const output = new Float64Array(units);
  for (let u = 0; u < units; u++) {
    memory[u] = gates[units + u]! * before[u]! + gates[u]! * gates[2 * units + u]!;
    squashed[u] = Math.tanh(memory[u]!);
    output[u] = gates[3 * units + u]! * squashed[u]!;
  }
  return { input, gates, before, memory, squashed, output };
}

/**
 * Backpropagation through time: from the last decision to the first, in each from the head down to the embedding.
 */
function backwardWalk(
  weights: readonly Row[],
  steps: readonly Step[],
  slopes: readonly Float64Array[],
  units: number,
): void {
  /** Of each layer, what the next decision says of this one's output and memory. */
  const toOutput = weights.map(() => new Float64Array(units));
  const toMemory = weights.map(() => new Float64Array(units));
  for (const row of weights) row.touched = steps.length > 0 || row.touched;
  for (let t = steps.length - 1; t >= 0; t--) {
    const { embedding, head, cells } = steps[t]!;
    let above = backwardHead(head, cells.at(-1)!.output, slopes[t]!);
    for (let layer = weights.length - 1; layer >= 0; layer--) {
      for (let u = 0; u < units; u++) above[u]! += toOutput[layer]![u]!;
      const passed = backwardCell(weights[layer]!, cells[layer]!, above, toMemory[layer]!, units);
      above = passed.slice(0, units);
      toOutput[layer]!.set(passed.subarray(units, 2 * units));
    }
    embedding.touched = true;
    for (let u = 0; u < units; u++) embedding.gradient[u]! += above[u]!;
  }
}

/** Adds to a head's gradient; returns the slopes of what it read. */
function backwardHead(head: Row, input: Float64Array, slopes: Float64Array): Float64Array {
  const width = input.length + 1;
  const passed = new Float64Array(input.length);
  head.touched = true;
  for (let k = 0; k < slopes.length; k++) {
    const slope = slopes[k]!;
    for (let j = 0; j < input.length; j++) {
      head.gradient[k * width + j]! += slope * input[j]!;
      passed[j]! += slope * head.values[k * width + j]!;
    }
    head.gradient[k * width + input.length]! += slope;
  }
  return passed;
}

/**
 * Adds to a layer's gradient; returns the slopes of its input. `toMemory`: those of its memory from the decision
 * after, which become those for the decision before.
 */
function backwardCell(
  weights: Row,
  { input, gates, before, squashed }: Cell,
  toOutput: Float64Array,
  toMemory: Float64Array,
  units: number,
): Float64Array {
  const inner = new Float64Array(4 * units);
  for (let u = 0; u < units; u++) {
    const opened = gates[u]!;
    const kept = gates[units + u]!;
    const candidate = gates[2 * units + u]!;
    const shown = gates[3 * units + u]!;
    const memory = toMemory[u]! + toOutput[u]! * shown * (1 - squashed[u]! * squashed[u]!);
    inner[u] = memory * candidate * opened * (1 - opened);
    inner[units + u] = memory * before[u]! * kept * (1 - kept);
    inner[2 * units + u] = memory * opened * (1 - candidate * candidate);
    inner[3 * units + u] = toOutput[u]! * squashed[u]! * shown * (1 - shown);
    toMemory[u] = memory * kept;
  }
  const width = input.length;
  const passed = new Float64Array(width);
  for (let row = 0; row < inner.length; row++) {
    const slope = inner[row]!;
    for (let j = 0; j < width; j++) {
      weights.gradient[row * width + j]! += slope * input[j]!;
      passed[j]! += slope * weights.values[row * width + j]!;
    }
  }
  return passed;
}
