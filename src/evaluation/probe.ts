import type { Architecture } from '../architecture/graph.ts';
import { type LabelledImages, trainCandidate } from './train.ts';

/** A small network with the usual operations, for measuring a backend: about what a candidate of the default space is. */
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
const STEPS = 8;

/** Milliseconds of one training step of a small network on the open backend, compilation left out. */
export async function measureStep(): Promise<number> {
  await run(1);
  const start = performance.now();
  await run(STEPS);
  return (performance.now() - start) / STEPS;
}

function run(steps: number): Promise<unknown> {
  const budget = { epochs: 1, batchSize: BATCH, learningRate: 0.001 };
  return trainCandidate({
    architecture: PROBE,
    budget,
    seed: 1,
    train: blank(steps * BATCH),
    validation: blank(1),
    checkpoint: () => Promise.resolve(),
    onEpoch: () => undefined,
  });
}

const blank = (count: number): LabelledImages => ({
  shape: [28, 28, 1],
  classes: 10,
  images: new Uint8Array(count * 784),
  labels: new Uint8Array(count),
});
