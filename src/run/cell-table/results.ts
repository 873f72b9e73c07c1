import { CELLS, type CellClasses, cellArchitecture, wordOf } from '../../landscape/cells.ts';
import { createRng, shuffle } from '../../space/random.ts';
import { CELL_BUDGET, CELL_RECIPE, CELL_SEED, type CellResult, TRAINING_IMAGES } from './trainer.ts';

/** How many classes are trained three times, so that the noise of a training is known. */
export const REPEATED_CLASSES = 200;
export const REPETITIONS = 3;

/** What results depend on; those of other settings are not taken for ours. */
const SETUP = {
  format: 1,
  budget: CELL_BUDGET,
  recipe: CELL_RECIPE,
  images: TRAINING_IMAGES,
  seed: CELL_SEED,
};

/** The first line of a file of results. */
export const setupLine = (): string => JSON.stringify(SETUP);

/**
 * Reads results, one a line. A last line that was cut off is left out; `length` is then that of the text before it.
 * Throws an `Error` where they were made with other settings, or are none.
 */
export function parseResults(text: string): { kept: CellResult[]; length: number | undefined } {
  const whole = text.lastIndexOf('\n') + 1;
  const [setup, ...lines] = text.slice(0, whole).split('\n');
  if (setup !== setupLine())
    throw new Error('These results were made with other settings. Choose another folder (--out).');
  const kept = lines
    .filter((line) => line !== '')
    .map((line, i) => {
      try {
        return JSON.parse(line) as CellResult;
      } catch {
        throw new Error(`line ${i + 2} is no result. Remove it; it will be made again.`);
      }
    });
  return { kept, length: whole < text.length ? whole : undefined };
}

/** The classes that are trained three times. */
const repeated = ({ first }: CellClasses): number[] =>
  shuffle([...first], createRng(CELL_SEED)).slice(0, REPEATED_CLASSES);

/** What is left to train: each class once, some thrice; in an order by chance, so that the time can be estimated. */
export function jobsOf(
  classes: CellClasses,
  done: readonly CellResult[],
): { cell: number; repetition: number }[] {
  const known = new Set(done.map(({ cell, repetition }) => `${cell} ${repetition}`));
  const once = shuffle([...classes.first], createRng(CELL_SEED + 1)).map((cell) => ({ cell, repetition: 0 }));
  const again = repeated(classes).flatMap((cell) =>
    Array.from({ length: REPETITIONS - 1 }, (_, i) => ({ cell, repetition: i + 1 })),
  );
  return [...once, ...again].filter(({ cell, repetition }) => !known.has(`${cell} ${repetition}`));
}

const COLUMNS = [
  'cell',
  'iso',
  'validationAccuracy',
  'testAccuracy',
  'validationLoss',
  'testLoss',
  'trainingLoss',
  'parameters',
  'macs',
];
/** Per cent of 10,000 images that were classified rightly: two decimals are exact. */
const accuracy = (wrong: number): string => ((10_000 - wrong) / 100).toFixed(2);
/** Single precision has seven digits. */
const single = (value: number): string => String(Number(value.toPrecision(7)));

/** What a result says in the table. */
const fieldsOf = (result: CellResult): string[] => [
  accuracy(result.validationWrong),
  accuracy(result.testWrong),
  single(result.validationLoss),
  single(result.testLoss),
  single(result.trainingLoss),
];

/**
 * The table: a row for every one of the 15,625 cells, class by class; cells of a class are one network and have one
 * result. Throws an `Error` where a class has none yet.
 */
export function assemble(classes: CellClasses, results: readonly CellResult[]): string {
  const byCell = new Map(results.filter(({ repetition }) => repetition === 0).map((one) => [one.cell, one]));
  const lines = [...classes.first].map((cell) => {
    const result = byCell.get(cell);
    if (!result) throw new Error(`The cell ${wordOf(cell)} has not been trained yet.`);
    const { parameters, macs } = cellArchitecture(cell).costs;
    return [...fieldsOf(result), parameters, macs].join();
  });
  const cells = Array.from({ length: CELLS }, (_, cell) => cell);
  // Equal rows beside one another pack best. Sorting is stable.
  cells.sort((a, b) => classes.classes[a]! - classes.classes[b]!);
  const rows = cells.map(
    (cell) => `${wordOf(cell)},${classes.classes[cell]},${lines[classes.classes[cell]!]}`,
  );
  return `${[COLUMNS.join(), ...rows].join('\n')}\n`;
}

/** A table that was made before, to compare with. */
export function readShipped(csv: string): { differenceFrom(result: CellResult): string | undefined } {
  const rows = new Map(
    csv.split('\n').map((line) => {
      const [cell, , ...fields] = line.split(',');
      return [cell!, fields.slice(0, 5).join()];
    }),
  );
  return {
    differenceFrom(result) {
      const word = wordOf(result.cell);
      const made = fieldsOf(result).join();
      const there = rows.get(word);
      return there === made ? undefined : `${word}: the table has ${there}, and ${made} came out.`;
    },
  };
}

/** How the table was made, and how far its numbers can be trusted. */
export function cardOf(classes: CellClasses, results: readonly CellResult[]) {
  const values = repeated(classes).map((cell) => results.filter((result) => result.cell === cell));
  const noise = (of: (result: CellResult) => number) => {
    const groups = values.map((group) => group.map(of));
    const means = groups.map((group) => mean(group));
    const within = mean(
      groups.map((group, i) => group.reduce((sum, x) => sum + (x - means[i]!) ** 2, 0) / (REPETITIONS - 1)),
    );
    const centre = mean(means);
    const between = means.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (means.length - 1);
    const rounded = (value: number) => Number(value.toPrecision(3));
    return {
      withinClass: rounded(Math.sqrt(within)),
      betweenClasses: rounded(Math.sqrt(Math.max(0, between - within / REPETITIONS))),
    };
  };
  return {
    title: 'Cells on MNIST, 14×14 pixels',
    rows: CELLS,
    classes: classes.first.length,
    space: 'Cells on 14×14 images (src/space/preset-dags.ts)',
    data: `MNIST, every 2×2 pixels made one; ${TRAINING_IMAGES.toLocaleString('en')} training images, 10,000 validation images, 10,000 test images`,
    budget: CELL_BUDGET,
    recipe: CELL_RECIPE,
    seed: CELL_SEED,
    backend: 'wasm, kernels with plain SIMD, tfjs 4.22.0',
    units: {
      validationAccuracy: '%',
      testAccuracy: '%',
      validationLoss: 'nats',
      testLoss: 'nats',
      trainingLoss: 'nats, last epoch, smoothed labels',
      parameters: 'trainable weights',
      macs: 'multiply-accumulate operations for one image',
    },
    noise: {
      what: `standard deviations, from ${REPETITIONS} trainings of ${REPEATED_CLASSES} classes: within a class, by the seed, and between classes, noise taken off`,
      validationAccuracy: noise(({ validationWrong }) => validationWrong / 100),
      testAccuracy: noise(({ testWrong }) => testWrong / 100),
      validationLoss: noise(({ validationLoss }) => validationLoss),
      trainingLoss: noise(({ trainingLoss }) => trainingLoss),
    },
    made: 'npm run cell-table',
    check: 'npm run cell-table -- --check 100',
  };
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
