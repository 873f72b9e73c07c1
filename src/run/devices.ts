import { type LiveWorker, startWorker } from './live-worker.ts';
import { messageOf } from './message.ts';
import { BACKENDS, type BackendName } from './settings.ts';

/** What a backend does on this device. */
export interface Measurement {
  readonly backend: BackendName;
  /** Milliseconds of a training step of a small network; `null` where the backend does not work here. */
  readonly milliseconds: number | null;
  /** How many times as much two workers train on it as one. On the CPU every core has a worker, whatever this says. */
  readonly gainOfTwo: number;
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

/** A second worker on the same GPU must bring this much to be worth its memory. */
const WORTH_IT = 1.15;

/** Workers where the user leaves it open: one for each core on the CPU (at most 8); on a GPU two where two were measured to do more than one. */
export function defaultWorkers(backend: BackendName, device: DeviceReport | null, cores: number): number {
  if (backend === 'wasm') return Math.max(1, Math.min(8, cores));
  const measured = device?.measurements.find((measurement) => measurement.backend === backend);
  return (measured?.gainOfTwo ?? 1) >= WORTH_IT ? 2 : 1;
}

/** The backends that may take over from one whose GPU is lost again and again: those measured to work, fastest first; wasm where nothing was measured. */
export function fallbacks(backend: BackendName, device: DeviceReport | null): BackendName[] {
  const working = device?.measurements.filter(({ milliseconds }) => milliseconds !== null) ?? [];
  const others = working.map((measurement) => measurement.backend).filter((other) => other !== backend);
  return device || backend === 'wasm' ? others : ['wasm'];
}
