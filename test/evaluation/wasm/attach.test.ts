import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutOfMemory } from '../../../src/evaluation/failure.ts';
import { attachKernels } from '../../../src/evaluation/wasm/module.ts';
import { BUILD, readKernels, useShippedWasm } from '../wasm.ts';

type Binary = Awaited<ReturnType<typeof readKernels>>;

/** An object that is another but for some properties; its functions work on the original. */
function altered<T extends object>(original: T, changes: Readonly<Record<string, unknown>>): T {
  return new Proxy(original, {
    get(target, name) {
      if (typeof name === 'string' && name in changes) return changes[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

let binary: Binary;
let real: BackendWasm;
/** tfjs's own function, which must stay where nothing is attached. */
let malloc: unknown;

const moduleOf = (backend: BackendWasm) => backend.wasm as unknown as Record<string, unknown>;

beforeAll(async () => {
  await useShippedWasm();
  binary = await readKernels(BUILD);
  real = tf.backend() as BackendWasm;
  // Emscripten puts its functions in their final places when they are first called.
  tf.tensor1d([1]).dispose();
});

beforeEach(() => {
  malloc = moduleOf(real)._malloc;
});

afterEach(async () => {
  await tf.setBackend('wasm');
});

let backends = 0;

/** Makes a backend that differs from tfjs's own the active one. */
async function use(changes: Readonly<Record<string, unknown>>): Promise<void> {
  const name = `altered ${++backends}`;
  tf.registerBackend(name, () => altered(real, changes));
  await tf.setBackend(name);
}

const withModule = (changes: Readonly<Record<string, unknown>>) => ({
  wasm: altered(real.wasm as unknown as object, changes),
});

describe('where tfjs is not as it was, attaching the kernels says what is missing', () => {
  it.each<[what: string, changes: () => Record<string, unknown>, says: RegExp]>([
    ['its module is gone', () => ({ wasm: undefined }), /has no _malloc and _free\./],
    ['no _malloc', () => withModule({ _malloc: undefined }), /has no _malloc and _free\./],
    ['no _free', () => withModule({ _free: undefined }), /has no _malloc and _free\./],
    ['no exports', () => withModule({ asm: undefined }), /does not show its memory\./],
    ['hidden memory', () => withModule({ asm: {} }), /does not show its memory\./],
    ['another view', () => withModule({ HEAPU8: new Uint8Array(8) }), /HEAPU8 is not its memory\./],
    ['no view', () => withModule({ HEAPU8: undefined }), /HEAPU8 is not its memory\./],
    ['no makeOutput', () => ({ makeOutput: undefined }), /has no makeOutput\./],
    ['tensors elsewhere', () => ({ dataIdMap: new Map() }), /tensors are not where dataIdMap says\./],
  ])('%s', async (_, changes, says) => {
    await use(changes());
    const attempt = attachKernels(binary);
    await expect(attempt).rejects.toThrow(says);
    await expect(attempt).rejects.toThrow(
      /^The WebAssembly kernels work on the inside of tfjs 4\.22\.0, .* Install /,
    );
    expect(moduleOf(real)._malloc).toBe(malloc);
  });

  it('another version', async () => {
    vi.resetModules();
    vi.doMock('@tensorflow/tfjs-core', () => ({ ...tf, version_core: '4.23.0' }));
    try {
      const other = await import('../../../src/evaluation/wasm/module.ts');
      expect(other.attachKernels).not.toBe(attachKernels);
      await expect(other.attachKernels(binary)).rejects.toThrow(
        /this tfjs \(4\.23\.0\) is different: its version is not 4\.22\.0\./,
      );
    } finally {
      vi.doUnmock('@tensorflow/tfjs-core');
    }
    expect(moduleOf(real)._malloc).toBe(malloc);
  });
});

describe('where tfjs is as it was', () => {
  it('the kernels are attached, and leave no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const kernels = await attachKernels(binary);
    expect(tf.memory().numTensors).toBe(before);
    const tensor = tf.tensor1d([1, 2, 3]);
    expect([...new Float32Array(kernels.bytes().buffer, kernels.at(tensor), 3)]).toEqual([1, 2, 3]);
    tensor.dispose();
  });

  // tfjs itself would go on with address 0.
  it('memory that there is not is an error that says so', async () => {
    const kernels = await attachKernels(binary);
    const before = tf.memory().numTensors;
    expect(() => kernels.allocate(0xfff00000)).toThrow(OutOfMemory);
    expect(tf.memory().numTensors).toBe(before);
  });
});
