import type { TabularBenchmark } from './table.ts';

/** How strategies were compared on a benchmark's table in a publication. */
export interface Protocol {
  readonly id: string;
  /** The column that a strategy sees; larger is better. */
  readonly signal: string;
  /** The column by which the architecture with the best signal is judged. */
  readonly report: string;
  /** The column of its validation after full training, reported beside. */
  readonly validation: string;
  /** Simulated seconds. */
  readonly budget: number;
  /** The columns that it needs. */
  readonly columns: readonly string[];
  /** By row: the simulated seconds of one evaluation. Throws an `Error` where the table does not say. */
  cost(table: TabularBenchmark): Float64Array;
}

/** How many images a 12-epoch evaluation trains on in each epoch, and is then validated on. */
interface Images {
  readonly training: number;
  readonly validation: number;
}

/** Seconds of 12 epochs on CIFAR-10's 50,000 training images. */
const TRAINING_TIME = 't12_c10_est';
/** Seconds of one pass over CIFAR-10's 10,000 test images; measured of some rows alone. */
const EVALUATION_TIME = 't_eval_c10test_meas';

/**
 * The searches of NATS-Bench's topology space (Dong, Liu, Musial and Gabrys, TPAMI 2021): the signal is the
 * validation accuracy after 12 epochs; the architecture with the best is judged by its accuracy after 200. An
 * evaluation costs its training and one validation pass, and as in the published code
 * (`correct_time_related_info`) the time of every data set is CIFAR-10's by the number of images, those of
 * ImageNet16-120 counted as if they were as large. An architecture that is evaluated again is paid again, and
 * isomorphic ones are different ones.
 */
export const NATS_PROTOCOLS: readonly Protocol[] = [
  protocol('nats-cifar10', 'c10', 20_000, { training: 25_000, validation: 25_000 }),
  protocol('nats-cifar100', 'c100', 40_000, { training: 50_000, validation: 5_000 }),
  protocol('nats-imagenet16', 'in16', 120_000, { training: 151_700, validation: 3_000 }),
];

function protocol(id: string, prefix: string, budget: number, images: Images): Protocol {
  const [signal, report, validation] = [`${prefix}v12`, `${prefix}t200`, `${prefix}v200`] as const;
  return {
    id,
    signal,
    report,
    validation,
    budget,
    columns: [signal, report, validation, TRAINING_TIME, EVALUATION_TIME],
    cost(table) {
      const training = table.complete(TRAINING_TIME);
      const evaluation = evaluationTimes(table);
      return training.map(
        (seconds, row) =>
          seconds * (images.training / 50_000) + evaluation[row]! * (images.validation / 10_000),
      );
    },
  };
}

/**
 * Seconds of a pass over 10,000 images by row: measured where the table has it, elsewhere the least-squares fit
 * `a + Σ bₒ nₒ` on the measured rows, with `nₒ` the number of edges with operation `o` (R² 0.98 on the thousand
 * measured cells of the published records). It is a fiftieth of what an evaluation on CIFAR-10 costs, and less
 * elsewhere. Throws an `Error` where too few rows are measured.
 */
export function evaluationTimes(table: TabularBenchmark): Float64Array {
  const measured = table.numbers(EVALUATION_TIME);
  if (!measured.includes(Number.NaN)) return measured;
  const letters = [...new Set(table.options.flat())].sort();
  // The counts of all operations add up to the number of edges: the first is left to the constant.
  const counts = (row: number): number[] => {
    const word = letters.map(() => 0);
    for (const [position, options] of table.options.entries()) {
      const choice = Math.floor(table.codes[row]! / table.strides[position]!) % options.length;
      word[letters.indexOf(options[choice]!)]!++;
    }
    return [1, ...word.slice(1)];
  };
  const known = [...measured.keys()].filter((row) => !Number.isNaN(measured[row]));
  const fit = leastSquares(
    known.map(counts),
    known.map((row) => measured[row]!),
  );
  if (!fit)
    throw new Error(
      `The column ${EVALUATION_TIME} has ${known.length} numbers, too few or too alike to estimate the others from.`,
    );
  return measured.map((seconds, row) =>
    Number.isNaN(seconds) ? counts(row).reduce((sum, count, i) => sum + count * fit[i]!, 0) : seconds,
  );
}

/**
 * The coefficients `β` that minimise `Σ (y − xβ)²`, by the normal equations and elimination with pivots;
 * `undefined` where they are not determined. For a few well-scaled features.
 */
export function leastSquares(x: readonly (readonly number[])[], y: readonly number[]): number[] | undefined {
  const width = x[0]?.length ?? 0;
  if (width === 0) return undefined;
  // XᵀX | Xᵀy
  const system = Array.from({ length: width }, (_, i) =>
    Array.from({ length: width + 1 }, (_, j) =>
      x.reduce((sum, row, k) => sum + row[i]! * (j < width ? row[j]! : y[k]!), 0),
    ),
  );
  const largest = Math.max(...system.map((row, i) => row[i]!));
  for (let i = 0; i < width; i++) {
    let pivot = i;
    for (let j = i + 1; j < width; j++)
      if (Math.abs(system[j]![i]!) > Math.abs(system[pivot]![i]!)) pivot = j;
    [system[i], system[pivot]] = [system[pivot]!, system[i]!];
    if (!(Math.abs(system[i]![i]!) > largest * 1e-12)) return undefined;
    for (let j = 0; j < width; j++) {
      if (j === i) continue;
      const factor = system[j]![i]! / system[i]![i]!;
      for (let k = i; k <= width; k++) system[j]![k]! -= factor * system[i]![k]!;
    }
  }
  return system.map((row, i) => row[width]! / row[i]!);
}
