import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { attachKernels } from './wasm/module.ts';
import { registerKernels } from './wasm/register.ts';

/**
 * Sets tfjs's wasm backend up in Node, with kernels of ours. `folder` holds tfjs's own modules and ends in a slash;
 * `kernels` are the bytes of `kernels.wasm`. With plain SIMD a training can be made again bit for bit elsewhere:
 * WebAssembly leaves nothing of it open, but much of relaxed SIMD.
 */
export async function openNodeWasm(folder: string, kernels: BufferSource): Promise<void> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(folder);
  if (!(await tf.setBackend('wasm'))) throw new Error('The wasm backend did not start.');
  await tf.ready();
  registerKernels(await attachKernels(kernels));
}
