import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { DeviceLost } from './failure.ts';

let loss: string | undefined;
let refusal: string | undefined;
let memoryRanOut = false;
const waiting = new Set<(reason: Error) => void>();

/**
 * Notices from now on when the active backend's device or context goes away, or refuses something: tfjs does not. What
 * is heard late of an earlier device does not count.
 */
export function watchDevice(backend: string): void {
  loss = undefined;
  refusal = undefined;
  memoryRanOut = false;
  const lose = (reason: string) => {
    loss = reason;
    for (const reject of waiting) reject(new DeviceLost(reason));
    waiting.clear();
  };
  if (backend === 'webgpu') {
    const { device } = tf.backend() as WebGPUBackend;
    const isActive = () => (tf.backend() as Partial<WebGPUBackend>).device === device;
    void device.lost.then(({ message }) => {
      if (isActive()) lose(`The GPU device was lost${message ? `: ${message}` : '.'}`);
    });
    device.addEventListener('uncapturederror', ({ error }) => {
      if (!isActive()) return;
      if (error instanceof GPUOutOfMemoryError) memoryRanOut = true;
      else refusal = error.message;
    });
  }
  if (backend === 'webgl') {
    const { gl } = (tf.backend() as MathBackendWebGL).gpgpu;
    gl.canvas.addEventListener('webglcontextlost', () => {
      if ((tf.backend() as Partial<MathBackendWebGL>).gpgpu?.gl === gl) lose('The WebGL context was lost.');
    });
  }
}

/** Why the device of the open backend is gone; `undefined` while it is there. */
export const lossOfDevice = (): string | undefined => loss;

/** What the GPU refused to do since this was asked last: it tells nobody else, and goes on with wrong numbers. */
export function refusedByGpu(): string | undefined {
  const refused = refusal;
  refusal = undefined;
  return refused;
}

/** Whether the GPU ran out of memory since this was asked last. */
export function ranOutOfMemory(): boolean {
  const ran = memoryRanOut;
  memoryRanOut = false;
  return ran;
}

/**
 * The call's outcome, or a `DeviceLost` as soon as the device goes away: a read of a lost WebGL context never ends,
 * and what was called may go on until it notices.
 */
export function unlessLost<T>(call: Promise<T>): Promise<T> {
  // Not a race with one long promise: that would keep every answer ever raced with it.
  return new Promise((resolve, reject) => {
    if (loss) reject(new DeviceLost(loss));
    waiting.add(reject);
    call.then(resolve, reject).finally(() => waiting.delete(reject));
  });
}
