import type { Measurement } from './device-workers.ts';
import { type LiveWorker, startWorker } from './live-worker.ts';
import { messageOf } from './message.ts';
import { BACKENDS, type BackendName } from './settings.ts';

/** What a device can do, best backend first. */
export interface DeviceReport {
  readonly measurements: readonly Measurement[];
  /** The fastest backend that works; `null` where none does. */
  readonly fastest: BackendName | null;
  /** Logical processors. */
  readonly cores: number;
}

/**
 * Once loaded, a backend that has not trained its first steps by then would make nobody happy (software GPUs take
 * longer).
 */
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
  const [first, second] = [startWorker(), backend === 'wasm' ? undefined : startWorker()];
  try {
    const late = 'It could not be loaded within a minute.';
    await within(LOADING_MS, first.race(first.remote.open(backend)), late);
    const slow = `It took longer than ${PATIENCE_MS / 1000} s to train a few steps: too slow to be of use.`;
    const alone = await within(PATIENCE_MS, first.race(first.remote.measureStep()), slow);
    return {
      backend,
      milliseconds: alone,
      gainOfTwo: await gainOfTwo(backend, alone, first, second),
      reason: '',
    };
  } catch (error) {
    return { backend, milliseconds: null, gainOfTwo: 1, reason: messageOf(error) };
  } finally {
    first.terminate();
    second?.terminate();
  }
}

/** How many times as much two workers train at once on one GPU as one; 1 where that cannot be told. */
async function gainOfTwo(
  backend: BackendName,
  alone: number,
  first: LiveWorker,
  second: LiveWorker | undefined,
): Promise<number> {
  if (!second) return 1;
  try {
    await within(LOADING_MS, second.race(second.remote.open(backend)), 'late');
    const both = [first, second].map(({ race, remote }) => race(remote.measureStep()));
    const together = await within(PATIENCE_MS, Promise.all(both), 'late');
    return together.reduce((sum, milliseconds) => sum + alone / milliseconds, 0);
  } catch {
    return 1;
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
