import type { Architecture, LayerOp } from '../../src/architecture/graph.ts';
import { NO_AUGMENTATION } from '../../src/evaluation/augment.ts';
import { toDevice } from '../../src/evaluation/device-data.ts';
import type { LabelledImages } from '../../src/evaluation/labelled-images.ts';
import {
  type Budget,
  type Recipe,
  type TrainedCandidate,
  type TrainingJob,
  trainCandidate,
} from '../../src/evaluation/train.ts';
import { createRng } from '../../src/space/random.ts';

/** The plainest recipe. */
export const RECIPE: Recipe = {
  optimizer: 'adam',
  learningRate: 0.01,
  schedule: 'cosine',
  warmup: 0,
  momentum: 0.9,
  weightDecay: 0,
  clipNorm: 0,
  labelSmoothing: 0,
  ema: 0,
  augmentation: NO_AUGMENTATION,
  patience: 0,
};

/** What a test's training is made of: the data as bytes, and what differs from the usual. */
export interface Training {
  readonly architecture: Architecture;
  readonly train: LabelledImages;
  readonly validation: LabelledImages;
  readonly budget?: Partial<Budget>;
  readonly recipe?: Partial<Recipe>;
  readonly seed?: number;
  readonly checkpoint?: () => Promise<void>;
  readonly seconds?: () => number;
  readonly onEpoch?: TrainingJob['onEpoch'];
}

/** Trains on the active backend; the data are on the device for that long. */
export async function train({
  train,
  validation,
  budget,
  recipe,
  ...rest
}: Training): Promise<TrainedCandidate> {
  const [images, judges] = [toDevice(train), toDevice(validation)];
  try {
    return await trainCandidate({
      seed: 11,
      classes: train.classes,
      checkpoint: () => Promise.resolve(),
      seconds: () => 0,
      onEpoch: () => undefined,
      ...rest,
      budget: { epochs: 2, batchSize: 32, shrink: 1, maxSeconds: 0, ...budget },
      recipe: { ...RECIPE, ...recipe },
      train: images,
      validation: judges,
    });
  } finally {
    images.dispose();
    judges.dispose();
  }
}

/** Images of random bytes and random classes. */
export function noise(
  shape: readonly [number, number, number],
  classes: number,
  count: number,
): LabelledImages {
  const rng = createRng(count);
  const size = count * shape[0] * shape[1] * shape[2];
  return {
    shape,
    classes,
    images: Uint8Array.from({ length: size }, () => rng.int(256)),
    labels: Uint8Array.from({ length: count }, () => rng.int(classes)),
  };
}

/** Images whose class shows in where they are bright: learnable in a few steps. */
export function stripes(count: number): LabelledImages {
  const rng = createRng(count);
  const images = new Uint8Array(count * 784);
  const labels = Uint8Array.from({ length: count }, () => rng.int(10));
  for (const [i, label] of labels.entries()) {
    for (let p = 0; p < 784; p++)
      images[i * 784 + p] = rng.int(60) + (Math.floor(p / 28 / 2.8) === label ? 180 : 0);
  }
  return { shape: [28, 28, 1], classes: 10, images, labels };
}

/** Layers one after the other, between an input and a softmax. */
export const chain = (
  shape: readonly [number, number, number],
  ...layers: readonly LayerOp[]
): Architecture => ({
  nodes: [{ type: 'input', shape } as const, ...layers, { type: 'activation', fn: 'softmax' } as const].map(
    (op, index) => ({ op, inputs: index === 0 ? [] : [index - 1], place: '' }),
  ),
});

/** A small network for `stripes` with everything that moves, normalises or needs chance. */
export const SMALL: Architecture = chain(
  [28, 28, 1],
  { type: 'conv', filters: 6, kernel: 3, stride: 2, bias: true },
  { type: 'batchNorm' },
  { type: 'activation', fn: 'relu' },
  { type: 'maxPool', kernel: 2, stride: 2 },
  { type: 'flatten' },
  { type: 'dropout', rate: 0.3 },
  { type: 'dense', units: 10 },
);
