import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';

export type BackendName = 'webgpu' | 'webgl' | 'wasm';

/**
 * Loads one tfjs backend, makes it the active one and proves that it computes. Returns tfjs's version. Throws an `Error` in words where this
 * device does not have it.
 */
export async function openBackend(name: BackendName): Promise<string> {
  await LOADERS[name]();
  // tfjs swallows the reason and answers false.
  if (!(await tf.setBackend(name))) throw new Error(`${name} did not start.`);
  await tf.ready();
  const four = tf.tidy(() => tf.add(tf.scalar(2), tf.scalar(2)));
  const [value] = await four.data();
  four.dispose();
  if (value !== 4) throw new Error(`${name} computes wrongly: 2 + 2 = ${value}.`);
  return tf.version_core;
}

const LOADERS: Readonly<Record<BackendName, () => Promise<void>>> = {
  webgpu: async () => {
    // Browsers without WebGPU have no such property, whatever its type says.
    const gpu = navigator.gpu as GPU | undefined;
    if (!gpu || !(await gpu.requestAdapter())) throw new Error('This browser offers no WebGPU adapter.');
    await import('@tensorflow/tfjs-backend-webgpu');
  },
  webgl: async () => {
    if (!new OffscreenCanvas(1, 1).getContext('webgl2'))
      throw new Error('This browser offers no WebGL 2 in workers.');
    await import('@tensorflow/tfjs-backend-webgl');
    // By default freed textures of every size ever used are kept for ever: each candidate brings new sizes.
    tf.env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', 256 * 2 ** 20);
  },
  wasm: async () => {
    // The import registers the flags that are read and set next.
    const [{ setWasmPaths }, { default: simd }, { registerWasmGradients }] = await Promise.all([
      import('@tensorflow/tfjs-backend-wasm'),
      import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'),
      import('./wasm-gradients.ts'),
    ]);
    // Threads do not work in tfjs 4.22 (and need special headers): one worker a core does the same job.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
      throw new Error('This browser has no WebAssembly SIMD.');
    }
    // The plain and the threaded build are never asked for; tfjs wants an address for each all the same.
    setWasmPaths({
      'tfjs-backend-wasm.wasm': simd,
      'tfjs-backend-wasm-simd.wasm': simd,
      'tfjs-backend-wasm-threaded-simd.wasm': simd,
    });
    registerWasmGradients();
  },
};
