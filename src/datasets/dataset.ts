/** Labelled images, one byte a value; they become floats batch by batch, where they are used. */
export interface Dataset {
  /** Height, width, channels. */
  readonly shape: readonly [number, number, number];
  readonly classes: number;
  /** `count × height × width × channels` bytes. */
  readonly images: Uint8Array;
  /** `count` class indices. */
  readonly labels: Uint8Array;
}

/** A data set cut in three: training, validation (which steers a search) and test (which is only ever reported). */
export interface Splits {
  readonly train: Dataset;
  readonly validation: Dataset;
  readonly test: Dataset;
}

/** The rows `indices` of a data set, copied, in that order. */
export function takeRows(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const size = dataset.shape[0] * dataset.shape[1] * dataset.shape[2];
  const images = new Uint8Array(indices.length * size);
  const labels = new Uint8Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i]!;
    images.set(dataset.images.subarray(row * size, (row + 1) * size), i * size);
    labels[i] = dataset.labels[row]!;
  }
  return { ...dataset, images, labels };
}
