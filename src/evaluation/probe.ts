import type { Architecture } from '../architecture/graph.ts';
import { NO_AUGMENTATION } from './augment.ts';
import { toDevice } from './device-data.ts';
import type { LabelledImages } from './labelled-images.ts';
import { type Recipe, trainCandidate } from './train.ts';

/**
 * A small network with the usual operations, for measuring a backend: about what a candidate of the default space is.
 */
const PROBE: Architecture = {
  nodes: [
    { op: { type: 'input', shape: [28, 28, 1] }, inputs: [], place: 'input' },
    { op: { type: 'conv', filters: 8, kernel: 3, stride: 2, bias: false }, inputs: [0], place: 'probe' },
    { op: { type: 'batchNorm' }, inputs: [1], place: 'probe' },
    { op: { type: 'activation', fn: 'relu' }, inputs: [2], place: 'probe' },
    { op: { type: 'separable', filters: 8, kernel: 3, stride: 1, bias: true }, inputs: [3], place: 'probe' },
    { op: { type: 'maxPool', kernel: 3, stride: 2 }, inputs: [4], place: 'probe' },
    { op: { type: 'conv', filters: 16, kernel: 3, stride: 1, bias: true }, inputs: [5], place: 'probe' },
    { op: { type: 'globalAverage' }, inputs: [6], place: 'probe' },
    { op: { type: 'dense', units: 10 }, inputs: [7], place: 'probe' },
    { op: { type: 'activation', fn: 'softmax' }, inputs: [8], place: 'probe' },
  ],
};

const BATCH = 32;
/** Long enough to say which of two backends is faster. */
const SECONDS = 1;
const MOST_STEPS = 60;

/**
 * Milliseconds of one training step of a small network on the open backend: the mean over about a second. The first
 * steps, which compile and allocate, are left out.
 */
export async function measureStep(): Promise<number> {
  await run(2, () => false);
  const start = performance.now();
  const late = () => performance.now() - start > SECONDS * 1000;
  const steps = await run(MOST_STEPS, late);
  return (performance.now() - start) / steps;
}

/** Trains until all steps are done or `enough` says so; the number of steps. */
async function run(steps: number, enough: () => boolean): Promise<number> {
  const train = toDevice(blank(steps * BATCH));
  const validation = toDevice(blank(1));
  let done = -1;
  try {
    await trainCandidate({
      architecture: PROBE,
      budget: { epochs: 1, batchSize: BATCH, shrink: 1, maxSeconds: 0 },
      recipe: RECIPE,
      seed: 1,
      classes: 10,
      train,
      validation,
      checkpoint: async () => {
        if (++done > 0 && enough()) throw ENOUGH;
      },
      seconds: () => performance.now() / 1000,
      onEpoch: () => undefined,
    });
    return steps;
  } catch (error) {
    if (error !== ENOUGH) throw error;
    return done;
  } finally {
    train.dispose();
    validation.dispose();
  }
}

const ENOUGH = new Error('Enough steps for a measurement.');

const RECIPE: Recipe = {
  optimizer: 'adam',
  momentum: 0,
  weightDecay: 0,
  clipNorm: 0,
  learningRate: 0.001,
  schedule: 'constant',
  warmup: 0,
  labelSmoothing: 0,
  ema: 0,
  augmentation: NO_AUGMENTATION,
  patience: 0,
};

const blank = (count: number): LabelledImages => ({
  shape: [28, 28, 1],
  classes: 10,
  images: new Uint8Array(count * 784),
  labels: new Uint8Array(count),
});
