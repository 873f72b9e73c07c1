import * as tf from '@tensorflow/tfjs-core';
import { watchDevice } from './device-loss.ts';
import { attachKernels } from './wasm/module.ts';

export type BackendName = 'webgpu' | 'webgl' | 'wasm';

export interface BackendOptions {
  /** Use the kernels without relaxed SIMD, wherever it is there: for measurements. */
  readonly plainSimd?: boolean;
}

/** What results depend on, besides the device: the same seed gives the same weights where these are the same. */
export interface BackendVersions {
  readonly tfjs: string;
  /** Which kernels of ours are at work. */
  readonly kernels: 'relaxed SIMD' | 'SIMD' | 'GPU';
}

/**
 * Loads one tfjs backend, makes it the active one and proves that it computes. Throws an `Error` in words where this
 * device does not have it.
 */
export async function openBackend(name: BackendName, options: BackendOptions = {}): Promise<BackendVersions> {
  await LOADERS[name]();
  // tfjs swallows the reason and answers false.
  if (!(await tf.setBackend(name))) throw new Error(`${name} did not start.`);
  await tf.ready();
  const kernels = await FINISHERS[name](options);
  watchDevice(name);
  const four = tf.tidy(() => tf.add(tf.scalar(2), tf.scalar(2)));
  const [value] = await four.data();
  four.dispose();
  if (value !== 4) throw new Error(`${name} computes wrongly: 2 + 2 = ${value}.`);
  return { tfjs: tf.version_core, kernels };
}

/**
 * Puts a new backend in the place of one whose device was lost. Every tensor of the old one is gone. Throws as
 * `openBackend` does.
 */
export async function rebuildBackend(name: BackendName, options: BackendOptions = {}): Promise<void> {
  const factory = tf.findBackendFactory(name);
  try {
    tf.removeBackend(name);
  } catch {
    // It may stumble over what is gone already.
  }
  if (!tf.findBackendFactory(name)) tf.registerBackend(name, factory, 0);
  await openBackend(name, options);
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
    // Shapes as uniforms: a program compiled for one candidate serves the next, whose shapes differ.
    tf.env().set('WEBGL_USE_SHAPES_UNIFORMS', true);
    // Packing four numbers to a texel costs a program for every packing and unpacking: small networks spend their
    // time in the number of programs.
    tf.env().set('WEBGL_PACK', false);
  },
  wasm: async () => {
    // The import registers the flags that are read and set next.
    const [{ setWasmPaths }, { default: simd }] = await Promise.all([
      import('@tensorflow/tfjs-backend-wasm'),
      import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'),
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
  },
};

const gpuKernels = async (backend: 'webgl' | 'webgpu') => {
  const { registerGpuKernels } = await import('./gpu/register.ts');
  registerGpuKernels(backend);
  return 'GPU' as const;
};

/** What each backend needs once it is active. */
const FINISHERS: Record<BackendName, (options: BackendOptions) => Promise<BackendVersions['kernels']>> = {
  webgpu: () => gpuKernels('webgpu'),
  webgl: () => gpuKernels('webgl'),
  wasm: async ({ plainSimd }) => {
    const [{ registerKernels }, { default: plain }, { default: relaxed }] = await Promise.all([
      import('./wasm/register.ts'),
      import('./wasm/built/kernels.wasm?url'),
      import('./wasm/built/kernels-relaxed.wasm?url'),
    ]);
    const fused = !plainSimd && hasRelaxedSimd();
    const response = await fetch(fused ? relaxed : plain);
    if (!response.ok)
      throw new Error(`The WebAssembly kernels could not be loaded (HTTP ${response.status}).`);
    registerKernels(await attachKernels(await response.arrayBuffer()));
    return fused ? 'relaxed SIMD' : 'SIMD';
  },
};

/**
 * Whether this engine has relaxed SIMD, whose multiply-add rounds once and is twice as fast: it accepts the smallest
 * module that uses it.
 */
export function hasRelaxedSimd(): boolean {
  const zero = [0x41, 0, 0xfd, 0x0f];
  const body = [0, ...zero, ...zero, ...zero, 0xfd, 0x85, 0x02, 0x0b];
  return WebAssembly.validate(
    Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...[1, 5, 1, 0x60, 0, 1, 0x7b],
      ...[3, 2, 1, 0],
      ...[10, body.length + 2, 1, body.length, ...body],
    ]),
  );
}
