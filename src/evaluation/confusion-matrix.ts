/** How often images of one class (row) were taken for another (column). */
export type ConfusionMatrix = readonly (readonly number[])[];

/** How well one class is told from the others; `null` where there is nothing to divide by. */
export interface ClassFigures {
  /** The share of the images taken for this class that are of it; `null` where none was taken for it. */
  readonly precision: number | null;
  /** The share of this class's images that were taken for it; `null` where there are none. */
  readonly recall: number | null;
  /**
   * The harmonic mean of both, 2·TP / (2·TP + FP + FN): 0 where only one of them is defined, `null` where neither is.
   */
  readonly f1: number | null;
  /** Images of this class. */
  readonly support: number;
}

/**
 * Counts of true classes (rows) against predicted ones (columns). Throws a `RangeError` where the lists are not equally
 * long or a class is not below `classes`.
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  if (labels.length !== predicted.length)
    throw new RangeError(
      `${labels.length} labels and ${predicted.length} predictions do not belong together.`,
    );
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) {
    const row = counts[labels[i]!];
    const column = predicted[i]!;
    if (row?.[column] === undefined)
      throw new RangeError(
        `Image ${i} is of class ${labels[i]}, taken for ${column}, of ${classes} classes.`,
      );
    row[column]++;
  }
  return counts;
}

/** Precision, recall, F1 and support of each class, from a confusion matrix. */
export function perClassFigures(matrix: ConfusionMatrix): ClassFigures[] {
  return matrix.map((row, index) => {
    const hits = row[index]!;
    const support = row.reduce((sum, count) => sum + count, 0);
    const taken = matrix.reduce((sum, other) => sum + other[index]!, 0);
    return {
      precision: share(hits, taken),
      recall: share(hits, support),
      f1: share(2 * hits, support + taken),
      support,
    };
  });
}

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
