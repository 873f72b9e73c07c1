import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { OutOfMemory } from '../failure.ts';
import type { KernelExports } from './exports.ts';

/** The version of tfjs whose internals the module works on. */
const PINNED = '4.22.0';

/** What is used of tfjs's own WebAssembly module. None of it is documented. */
interface TfjsModule {
  readonly HEAPU8: Uint8Array;
  readonly asm: { readonly memory: WebAssembly.Memory };
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** Our module on tfjs's memory: it reads and writes tensors where they are. */
export interface Kernels {
  readonly run: KernelExports;
  readonly backend: BackendWasm;
  /** Where a tensor's numbers lie. */
  at(tensor: tf.TensorInfo): number;
  /** A new tensor, its numbers undefined. */
  make(shape: readonly number[], dtype?: 'float32' | 'int32'): tf.TensorInfo;
  /** Calls a function that may ask for more scratch memory, which it then gets. `outputs` are freed where there is none. */
  lending(call: () => number, ...outputs: tf.TensorInfo[]): void;
  /** Memory that is not a tensor's. The caller frees it. */
  allocate(bytes: number): number;
  free(address: number): void;
  /** All of the memory; a new view after every allocation. */
  bytes(): Uint8Array;
}

let attached: Kernels | undefined;

/** The module at work, where the wasm backend has it. */
export const attachedKernels = (): Kernels | undefined => attached;

/**
 * Instantiates the module on the memory of tfjs's wasm backend, which must be the active one. Throws an `Error` that
 * says what is missing where tfjs is not as it was in the version that this is written for.
 */
export async function attachKernels(binary: BufferSource): Promise<Kernels> {
  const backend = tf.backend() as BackendWasm;
  const fault = faultOf(backend);
  if (fault) {
    throw new Error(
      `The WebAssembly kernels work on the inside of tfjs ${PINNED}, and this tfjs (${tf.version_core}) is different: ${fault}. Install exactly @tensorflow/tfjs-core and @tensorflow/tfjs-backend-wasm ${PINNED}.`,
    );
  }
  const tfjs = backend.wasm as unknown as TfjsModule;
  // tfjs does not look whether it got any memory, and would write to address 0.
  const malloc = tfjs._malloc;
  tfjs._malloc = (bytes) => {
    // Its argument has 32 bits: more would wrap around, and be granted.
    const address = bytes < 2 ** 32 ? malloc(bytes) : 0;
    if (address === 0) throw new OutOfMemory(`${bytes} bytes more do not fit the WebAssembly heap.`);
    return address;
  };
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory: tfjs.asm.memory } });
  const run = instance.exports as unknown as KernelExports;
  let scratch = 0;
  const lend = (bytes: number) => {
    if (scratch) tfjs._free(scratch);
    scratch = 0;
    // Should there be no room for more, the kernels must not go on with what was freed.
    run.lend(0, 0);
    scratch = allocate(bytes);
    run.lend(scratch, bytes);
  };
  // Addresses above 2 GB come back as negative numbers.
  const allocate = (bytes: number): number => tfjs._malloc(bytes) >>> 0;
  lend(FIRST_SCRATCH);
  attached = {
    run,
    backend,
    at: ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset,
    make: (shape, dtype = 'float32') => backend.makeOutput(shape as number[], dtype),
    lending(call, ...outputs) {
      try {
        const need = call();
        if (need === 0) return;
        lend(need + 64 + (need >> 1));
        if (call() !== 0) throw new Error('A WebAssembly kernel asks for scratch memory without end.');
      } catch (error) {
        // Nobody else knows of them yet.
        for (const { dataId } of outputs) backend.disposeData(dataId);
        throw error;
      }
    },
    allocate,
    free: (address) => tfjs._free(address),
    bytes: () => tfjs.HEAPU8,
  };
  return attached;
}

const FIRST_SCRATCH = 2 ** 20;

/** What is not as expected, in words; nothing where all is. */
function faultOf(backend: BackendWasm): string | undefined {
  if (tf.version_core !== PINNED) return `its version is not ${PINNED}`;
  const tfjs = backend.wasm as unknown as Partial<TfjsModule> | undefined;
  if (typeof tfjs?._malloc !== 'function' || typeof tfjs._free !== 'function')
    return 'its module has no _malloc and _free';
  if (!(tfjs.asm?.memory instanceof WebAssembly.Memory)) return 'its module does not show its memory';
  if (tfjs.HEAPU8?.buffer !== tfjs.asm.memory.buffer) return 'its HEAPU8 is not its memory';
  if (typeof backend.makeOutput !== 'function') return 'its backend has no makeOutput';
  const probe = tf.tensor1d([1, 2, 3]);
  const place = backend.dataIdMap?.get(probe.dataId)?.memoryOffset;
  const found = typeof place === 'number' ? new Float32Array(tfjs.HEAPU8.buffer, place, 3).join() : 'nothing';
  probe.dispose();
  return found === '1,2,3' ? undefined : 'its tensors are not where dataIdMap says';
}
