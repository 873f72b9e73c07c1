import { takeRows } from '../../datasets/dataset.ts';
import type { LoadedMnist } from '../../datasets/mnist.ts';
import { stratify } from '../../datasets/split.ts';
import { NO_AUGMENTATION } from '../../evaluation/augment.ts';
import { type DeviceData, toDevice } from '../../evaluation/device-data.ts';
import { errorAndLoss } from '../../evaluation/error-and-loss.ts';
import { withWeights } from '../../evaluation/judge.ts';
import { shrinkImages } from '../../evaluation/labelled-images.ts';
import { type Budget, type Recipe, trainCandidate } from '../../evaluation/train.ts';
import { cellArchitecture } from '../../landscape/cells.ts';
import { deriveSeed } from '../../space/random.ts';

/** Of MNIST's 50,000 training images how many, stratified; the same for every cell. */
export const TRAINING_IMAGES = 4000;
export const CELL_BUDGET: Budget = { epochs: 2, batchSize: 32, shrink: 2, maxSeconds: 0 };
/**
 * The recipe that was measured to be the best at budgets like this one: the default of searches when the table was made.
 * Written out, so that the table can be made again when that has changed.
 */
export const CELL_RECIPE: Recipe = {
  optimizer: 'adamw',
  learningRate: 0.03,
  schedule: 'onecycle',
  warmup: 0,
  momentum: 0.9,
  weightDecay: 0.05,
  clipNorm: 1,
  labelSmoothing: 0.05,
  ema: 0,
  augmentation: NO_AUGMENTATION,
  patience: 0,
};
export const CELL_SEED = 20240310;

/** What came of a training, by repetition and cell. */
export interface CellResult {
  readonly cell: number;
  /** From 0; other repetitions begin with other weights and see the images in another order. */
  readonly repetition: number;
  /** Images classified wrongly: of 10,000 validation images, and of 10,000 test images. */
  readonly validationWrong: number;
  readonly testWrong: number;
  /** Mean cross-entropy, nats. */
  readonly validationLoss: number;
  readonly testLoss: number;
  /** Mean over the last epoch's batches, with smoothed labels. */
  readonly trainingLoss: number;
}

/** Trains cells of our own table on the active backend. */
export function createCellTrainer(mnist: LoadedMnist) {
  const { sample } = stratify(mnist.train.labels, TRAINING_IMAGES, CELL_SEED);
  const small = (images: LoadedMnist['train']) => shrinkImages(images, CELL_BUDGET.shrink);
  const train = toDevice(small(takeRows(mnist.train, sample)));
  const validation = toDevice(small(mnist.validation));
  const test = toDevice(small(mnist.test));
  // What training measures after each epoch is not needed: a few images will do.
  const few = toDevice(small(takeRows(mnist.validation, [...new Array(250).keys()])));

  return async (cell: number, repetition: number): Promise<CellResult> => {
    const { architecture } = cellArchitecture(cell);
    let trainingLoss = Number.NaN;
    const trained = await trainCandidate({
      architecture,
      budget: CELL_BUDGET,
      recipe: CELL_RECIPE,
      seed: deriveSeed(CELL_SEED, 'cell', cell, repetition),
      classes: mnist.train.classes,
      train,
      validation: few,
      checkpoint: () => Promise.resolve(),
      seconds: () => 0,
      onEpoch: ({ loss }) => {
        trainingLoss = loss;
      },
    });
    const judge = (data: DeviceData) =>
      withWeights(architecture, trained, (predict) => errorAndLoss(predict, data, mnist.train.classes));
    const [onValidation, onTest] = [await judge(validation), await judge(test)];
    return {
      cell,
      repetition,
      validationWrong: onValidation.wrong,
      testWrong: onTest.wrong,
      validationLoss: onValidation.loss,
      testLoss: onTest.loss,
      trainingLoss,
    };
  };
}
