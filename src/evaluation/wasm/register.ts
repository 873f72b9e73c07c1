import * as tf from '@tensorflow/tfjs-core';
import { convolutionKernels } from './convolutions.ts';
import type { Kernels } from './module.ts';
import { networkKernels } from './network.ts';
import { poolKernels } from './pools.ts';
import { tensorKernels } from './tensors.ts';

/** Kernels by name. Each knows the inputs and attributes that tfjs, or an operation of ours, gives under that name. */
// biome-ignore lint/suspicious/noExplicitAny: tfjs types kernels by name alone
export type KernelTable = Record<string, (inputs: any, attrs: any) => tf.TensorInfo | tf.TensorInfo[]>;

/** tfjs's own kernel of that name, for what ours do not do. */
export type Original = (name: string) => tf.KernelFunc;

/** Registers ours for the wasm backend, in the place of tfjs's where it has one. */
export function registerKernels(kernels: Kernels): void {
  const originals = new Map<string, tf.KernelFunc>();
  const original: Original = (name) => originals.get(name)!;
  const table: KernelTable = {
    ...convolutionKernels(kernels, original),
    ...poolKernels(kernels),
    ...tensorKernels(kernels, original),
    ...networkKernels(kernels),
  };
  for (const [kernelName, kernel] of Object.entries(table)) {
    const there = tf.getKernel(kernelName, 'wasm');
    if (there) {
      originals.set(kernelName, there.kernelFunc);
      tf.unregisterKernel(kernelName, 'wasm');
    }
    const kernelFunc = ({ inputs, attrs }: { inputs: object; attrs?: object }) => kernel(inputs, attrs ?? {});
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: kernelFunc as unknown as tf.KernelFunc,
    });
  }
}
