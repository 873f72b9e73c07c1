import type { BackendName } from './settings.ts';

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

/** A second worker on the same GPU must bring this much to be worth its memory. */
const WORTH_IT = 1.15;

/**
 * Workers where the user leaves it open: one for each core on the CPU (at most 8); on a GPU two where two were
 * measured to do more than one.
 */
export function defaultWorkers(
  backend: BackendName,
  measurements: readonly Measurement[],
  cores: number,
): number {
  if (backend === 'wasm') return Math.max(1, Math.min(8, cores));
  const measured = measurements.find((measurement) => measurement.backend === backend);
  return (measured?.gainOfTwo ?? 1) >= WORTH_IT ? 2 : 1;
}

/**
 * The backends that may take over from one whose GPU is lost again and again: those measured to work, fastest first;
 * wasm where nothing was measured.
 */
export function fallbacks(backend: BackendName, measurements: readonly Measurement[]): BackendName[] {
  const working = measurements.filter(({ milliseconds }) => milliseconds !== null);
  const others = working.map((measurement) => measurement.backend).filter((other) => other !== backend);
  return measurements.length > 0 || backend === 'wasm' ? others : ['wasm'];
}
