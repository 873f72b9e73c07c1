import { messageOf } from './message.ts';
import { startWorker } from './pool.ts';
import { BACKENDS, type BackendName } from './settings.ts';

/** What a backend does on this device. */
export interface Measurement {
  readonly backend: BackendName;
  /** Milliseconds of a training step of a small network; `null` where the backend does not work here. */
  readonly milliseconds: number | null;
  /** Why it does not work, in words; empty where it does. */
  readonly reason: string;
}

/** What a device can do, best backend first. */
export interface DeviceReport {
  readonly measurements: readonly Measurement[];
  /** The fastest backend that works; `null` where none does. */
  readonly fastest: BackendName | null;
  /** Logical processors. */
  readonly cores: number;
}

/** Once loaded, a backend that has not trained its first steps by then would make nobody happy (software GPUs take longer). */
const PATIENCE_MS = 8000;
/** Loading may wait for a slow line, and must end. */
const LOADING_MS = 60_000;

/**
 * Measures every backend, one after the other, each in a worker of its own that is ended afterwards: a backend that
 * hangs or crashes takes nothing with it.
 */
export async function measureDevice(): Promise<DeviceReport> {
  const measurements: Measurement[] = [];
  for (const backend of BACKENDS.toReversed()) measurements.push(await measureBackend(backend));
  measurements.sort((a, b) => (a.milliseconds ?? Number.MAX_VALUE) - (b.milliseconds ?? Number.MAX_VALUE));
  const [best] = measurements;
  return {
    measurements,
    fastest: best && best.milliseconds !== null ? best.backend : null,
    cores: navigator.hardwareConcurrency,
  };
}

async function measureBackend(backend: BackendName): Promise<Measurement> {
  const worker = startWorker();
  try {
    await within(
      LOADING_MS,
      worker.race(worker.remote.open(backend)),
      'It could not be loaded within a minute.',
    );
    const slow = `It took longer than ${PATIENCE_MS / 1000} s to train a few steps: too slow to be of use.`;
    const milliseconds = await within(PATIENCE_MS, worker.race(worker.remote.measureStep()), slow);
    return { backend, milliseconds, reason: '' };
  } catch (error) {
    return { backend, milliseconds: null, reason: messageOf(error) };
  } finally {
    worker.terminate();
  }
}

/** The call's answer, or an error with `message` when it takes too long. */
async function within<T>(milliseconds: number, call: Promise<T>, message: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), milliseconds);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Workers where the user leaves it open: one for each core on the CPU (at most 8), two on a GPU, which they share. */
export function defaultWorkers(backend: BackendName, cores: number): number {
  return backend === 'wasm' ? Math.max(1, Math.min(8, cores)) : 2;
}
