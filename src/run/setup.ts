import { type LoadedMnist, loadMnist } from '../datasets/mnist.ts';
import { takeShare } from '../datasets/split.ts';
import type { SpaceDocument } from '../space/document.ts';
import { compileSpace, type Space } from '../space/hierarchy.ts';
import { describeProblems, parseDocument } from '../space/parse-document.ts';
import { deriveSeed } from '../space/random.ts';
import type { Circumstances } from './coordinator.ts';
import { defaultWorkers, fallbacks, type Measurement } from './device-workers.ts';
import { openPool, type Pool, type PoolOptions } from './pool.ts';
import { type BackendName, checkSettings, type RunSettings } from './settings.ts';
import { CELLSCAPE_VERSION } from './version.ts';

/** What the page knows of the device, and where the data lie. */
export interface Device {
  /** To train on. */
  readonly backend: BackendName;
  /** What is known of all backends, if anything. */
  readonly measured: readonly Measurement[];
  readonly dataUrl: string;
}

/** What a run needs before it can start. */
export interface Setup extends Omit<Circumstances, 'settings'> {
  readonly space: Space;
  readonly pool: Pool;
  readonly poolOptions: PoolOptions;
}

let mnist: Promise<LoadedMnist> | undefined;
/** The data set, loaded once; a failed attempt is forgotten, so that the next one may succeed. */
export function dataset(dataUrl: string): Promise<LoadedMnist> {
  mnist ??= loadMnist(dataUrl).catch((error: unknown) => {
    mnist = undefined;
    throw error;
  });
  return mnist;
}

/** The space of a document. Throws an `Error` in words where it is not valid. */
export function spaceOf(document: SpaceDocument): Space {
  const parsed = parseDocument(document);
  if (!parsed.ok) throw new Error(`The search space is not valid.\n${describeProblems(parsed.problems)}`);
  return compileSpace(parsed.document);
}

/** The images of a run: its share of the training images, and all validation images. */
export async function imagesOf(settings: RunSettings, dataUrl: string) {
  const data = await dataset(dataUrl);
  const train = takeShare(data.train, settings.dataShare, deriveSeed(settings.seed, 'data share'));
  return { train, validation: data.validation, fingerprint: data.fingerprint };
}

/**
 * Loads the data and opens the workers. `measured`: what is known of the device, if anything. Rejects in words where data or
 * backend do not allow a run, and with the reason of `cancelled`, which never resolves.
 */
export async function setUp(
  space: Space,
  settings: RunSettings,
  { backend, measured, dataUrl }: Device,
  cancelled: Promise<never>,
): Promise<Setup> {
  const { train, validation, fingerprint } = await Promise.race([imagesOf(settings, dataUrl), cancelled]);
  const size =
    settings.workers === 'auto'
      ? defaultWorkers(backend, measured, navigator.hardwareConcurrency)
      : settings.workers;
  const backends = [backend, ...fallbacks(backend, measured)] as const;
  const poolOptions = { backends, size, train, validation };
  const opening = openPool(poolOptions);
  const pool = await Promise.race([opening, cancelled]).catch((error: unknown) => {
    // Cancelled, the pool may still open: nobody wants it then.
    opening.then((late) => late.close()).catch(() => undefined);
    throw error;
  });
  return {
    space,
    pool,
    poolOptions,
    dataset: {
      name: 'MNIST',
      fingerprint,
      train: train.labels.length,
      validation: validation.labels.length,
    },
    backend,
    versions: { cellscape: CELLSCAPE_VERSION, ...pool.versions },
  };
}

/** Throws an `Error` in words where a run with these settings could not start. */
export function mustBeSound(settings: RunSettings, space: Space): void {
  const problems = checkSettings(settings, space);
  if (problems.length > 0) throw new Error(describeProblems(problems));
}
