import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { openNodeWasm } from '../../src/evaluation/node-wasm.ts';

export const BUILDS = ['kernels.wasm', 'kernels-relaxed.wasm'] as const;

/** The build under test. The project `relaxed` of vitest.config.ts runs the kernels' tests with the second one. */
export const BUILD: (typeof BUILDS)[number] = BUILDS[process.env.CELLSCAPE_RELAXED_SIMD ? 1 : 0];

/** The folder of tfjs's own WebAssembly modules. */
const SHIPPED = `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`;

/** A build of the kernels as it is served. */
export const readKernels = (name: (typeof BUILDS)[number]): Promise<Buffer<ArrayBuffer>> =>
  readFile(new URL(`../../src/evaluation/wasm/built/${name}`, import.meta.url));

/** Sets tfjs's wasm backend up in Node as it is shipped. */
export async function useShippedWasm(): Promise<void> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(SHIPPED);
  await tf.setBackend('wasm');
}

/** Sets tfjs's wasm backend up in Node, with our kernels. */
export async function useWasm(): Promise<void> {
  await openNodeWasm(SHIPPED, await readKernels(BUILD));
}

/** Runs `compute` on a backend and returns the outputs' numbers. */
export async function on(backend: string, compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const outputs = tf.tidy(compute);
  const numbers = outputs.map((tensor) => tensor.dataSync() as Float32Array);
  tf.dispose(outputs);
  if (tf.memory().numTensors !== before) throw new Error(`${tf.memory().numTensors - before} tensors leaked`);
  return numbers;
}
