import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerWasmGradients } from '../../src/evaluation/wasm-gradients.ts';

/** Sets tfjs's wasm backend up in Node, with our gradient kernels. */
export async function useWasm(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(`${dirname(entry)}/`);
  await tf.setBackend('wasm');
  registerWasmGradients();
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
