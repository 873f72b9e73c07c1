import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { attachKernels } from '../../src/evaluation/wasm/module.ts';
import { registerKernels } from '../../src/evaluation/wasm/register.ts';
import { BUILD, readKernels, useShippedWasm } from './wasm.ts';

it('lend', async () => {
  await useShippedWasm();
  tf.tensor1d([1]).dispose();
  const tfjs = (tf.backend() as BackendWasm).wasm as unknown as { _malloc(bytes: number): number };
  const malloc = tfjs._malloc;
  let largest = Infinity;
  const sizes: number[] = [];
  tfjs._malloc = (bytes) => { sizes.push(bytes); return bytes > largest ? 0 : malloc(bytes); };
  const kernels = await attachKernels(await readKernels(BUILD));
  registerKernels(kernels);
  console.log('attach', sizes);
  const conv = (f: number) => tf.tidy(() => tf.conv2d(tf.ones([1, 4, 4, 64]) as tf.Tensor4D, tf.ones([3, 3, 64, f]) as tf.Tensor4D, 1, 'same').dataSync().slice(0, 3));
  sizes.length = 0;
  console.log(conv(8), sizes);
  sizes.length = 0;
  for (const f of [512, 1024, 2048]) {
    const x = tf.ones([1, 4, 4, 64]) as tf.Tensor4D, w = tf.ones([3, 3, 64, f]) as tf.Tensor4D;
    sizes.length = 0;
    const y = tf.conv2d(x, w, 1, 'same');
    console.log(f, w.size * 4, sizes);
    tf.dispose([x, w, y]);
  }
  // now fail
  const f = 4096;
  const x = tf.ones([1, 4, 4, 64]) as tf.Tensor4D, w = tf.ones([3, 3, 64, f]) as tf.Tensor4D;
  largest = w.size * 4;
  try { tf.conv2d(x, w, 1, 'same'); console.log('no failure'); } catch (e) { console.log(String(e)); }
  largest = Infinity;
  tf.dispose([x, w]);
  // fill what was freed
  const filled = Array.from({ length: 60 }, () => tf.fill([2 ** 18], 7));
  console.log('conv after', conv(8));
  const wrong = filled.map((t) => t.dataSync().reduce((n, v) => n + Number(v !== 7), 0));
  console.log('overwritten numbers', wrong.filter((n) => n > 0));
  console.log(kernels.allocate(2 ** 32 + 64));
});
