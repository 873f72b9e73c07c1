import type { Dataset, Splits } from './dataset.ts';
import { takeRows } from './dataset.ts';
import { gunzip, parseIdx } from './idx.ts';
import { stratify } from './split.ts';

/** What a network for MNIST reads and tells apart. */
export const MNIST_FORM = { shape: [28, 28, 1], classes: 10 } as const;

/** What the preparation script wrote beside the data. */
interface Manifest {
  readonly files: Readonly<Record<string, { readonly sha256: string }>>;
}

/** The seed of the split into training and validation images. Fixed, so that figures of all runs compare. */
export const MNIST_SPLIT_SEED = 20231017;
const VALIDATION_SIZE = 10_000;

export interface LoadedMnist extends Splits {
  /** Tells the data apart in a log: the start of the SHA-256 sums of the four files. */
  readonly fingerprint: string;
}

/**
 * Loads MNIST (60,000 training and 10,000 test images of 28×28) from `baseUrl` and cuts 10,000 validation images,
 * stratified, out of the training images. Throws an `Error` that says which file is missing or broken and what to do.
 */
export const loadMnist = (baseUrl: string): Promise<LoadedMnist> =>
  readMnist(async (name) => new Uint8Array(await (await get(baseUrl, name)).arrayBuffer()));

/** The same from anywhere: `read` gives the bytes of a file by its name. */
export async function readMnist(
  read: (name: string) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<LoadedMnist> {
  const manifest = JSON.parse(new TextDecoder().decode(await read('manifest.json'))) as Manifest;
  const file = async (name: string) => parseIdx(await gunzip(await read(name)), name);
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all([
    file('train-images.idx.gz'),
    file('train-labels.idx.gz'),
    file('test-images.idx.gz'),
    file('test-labels.idx.gz'),
  ]);
  const full = asDataset(trainImages, trainLabels, 'training');
  const { sample, rest } = stratify(full.labels, VALIDATION_SIZE, MNIST_SPLIT_SEED);
  return {
    train: takeRows(full, rest),
    validation: takeRows(full, sample),
    test: asDataset(testImages, testLabels, 'test'),
    fingerprint: Object.keys(manifest.files)
      .sort()
      .map((name) => manifest.files[name]!.sha256.slice(0, 8))
      .join('-'),
  };
}

async function get(baseUrl: string, name: string): Promise<Response> {
  const advice = 'Run "npm run build" (or "npm start"), which prepares the data, and serve the whole folder.';
  const response = await fetch(new URL(name, baseUrl)).catch((cause: unknown) => {
    throw new Error(`The data file ${name} could not be loaded: ${String(cause)}. ${advice}`);
  });
  if (!response.ok)
    throw new Error(`The data file ${name} could not be loaded (HTTP ${response.status}). ${advice}`);
  return response;
}

function asDataset(
  images: ReturnType<typeof parseIdx>,
  labels: ReturnType<typeof parseIdx>,
  part: string,
): Dataset {
  const [count, height, width] = images.shape;
  if (images.shape.length !== 3 || labels.shape.length !== 1 || labels.shape[0] !== count) {
    throw new Error(
      `The MNIST ${part} files do not belong together: images ${images.shape.join('×')}, labels ${labels.shape.join('×')}.`,
    );
  }
  return {
    shape: [height!, width!, 1],
    classes: MNIST_FORM.classes,
    images: images.data,
    labels: labels.data,
  };
}
