// A thread of npm run cell-table: takes the next training that nobody has taken, and says what came of it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

const { bundle, root, jobs, taken } = workerData;
/** @type {typeof import('../src/run/cell-table/command.ts')} */
const { createCellTrainer, openNodeWasm, readMnist } = await import(bundle);
const tfjs = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
await openNodeWasm(`${tfjs}/`, readFileSync(join(root, 'src/evaluation/wasm/built/kernels.wasm')));
const mnist = await readMnist(
  async (name) => new Uint8Array(readFileSync(join(root, 'public/data/mnist', name))),
);
const train = createCellTrainer(mnist);
const next = new Int32Array(taken);
for (;;) {
  const job = jobs[Atomics.add(next, 0, 1)];
  if (!job) break;
  parentPort?.postMessage(await train(job.cell, job.repetition));
}
