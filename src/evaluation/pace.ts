import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { breathe } from './breathe.ts';
import { DeviceLost } from './failure.ts';

/**
 * Keeps the caller at most `AHEAD` batches before the GPU: without it JavaScript would queue a whole epoch in a
 * moment, and neither an abort nor a watchdog would mean anything. It waits for a fence of an earlier batch and reads
 * nothing back, so that the GPU never idles.
 */
export type Pace = () => Promise<void>;

const AHEAD = 3;

/** Call it after each batch. */
export function createPace(): Pace {
  const fence = fenceOf(tf.getBackend());
  if (!fence) return () => Promise.resolve();
  const ahead: Promise<void>[] = [];
  return async () => {
    const done = fence();
    // Awaited later, or never where the training ends before.
    done.catch(() => undefined);
    ahead.push(done);
    if (ahead.length > AHEAD) await ahead.shift();
  };
}

function fenceOf(backend: string): (() => Promise<void>) | undefined {
  if (backend === 'webgpu') {
    const gpu = tf.backend() as WebGPUBackend;
    return () => {
      // tfjs gathers many programs before it hands them over; what is gathered goes now.
      if ((gpu as unknown as { commandEncoder: GPUCommandEncoder | null }).commandEncoder) {
        gpu.endComputePassEncoder();
        gpu.submitQueue();
      }
      return gpu.device.queue.onSubmittedWorkDone();
    };
  }
  if (backend === 'webgl') {
    const gl = (tf.backend() as MathBackendWebGL).gpgpu.gl as WebGL2RenderingContext;
    return async () => {
      const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
      if (!sync) throw new DeviceLost('The WebGL context was lost.');
      // A browser looks at the fence between tasks alone.
      while (gl.clientWaitSync(sync, 0, 0) === gl.TIMEOUT_EXPIRED) await breathe();
      gl.deleteSync(sync);
    };
  }
  return undefined;
}
