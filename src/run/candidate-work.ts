import { totalCosts } from '../architecture/costs.ts';
import { phenotype } from '../architecture/phenotype.ts';
import { shrinkArchitecture } from '../evaluation/shrink.ts';
import { architectureJson } from '../export/architecture-json.ts';
import { type ExportedFile, tfjsModelFiles, tfjsModelZip } from '../export/tfjs-model.ts';
import { evaluationJob } from './coordinator.ts';
import { EvaluatorLost } from './evaluator.ts';
import type { LongerTraining } from './events.ts';
import type { OpenRun } from './open-run.ts';
import { openPool, type Pool, type TrainedNetwork } from './pool.ts';
import { BACKENDS } from './settings.ts';
import { type Device, dataset, imagesOf } from './setup.ts';
import type { WeightStore } from './storage/weight-store.ts';
import { CELLSCAPE_VERSION } from './version.ts';

const GENERATED_BY = `Cellscape ${CELLSCAPE_VERSION}`;

/** What work on single candidates needs beside the run. */
export interface WorkPlace {
  readonly run: OpenRun;
  readonly device: Device;
  /** The run's own workers, where it has any. */
  readonly pool: Pool | undefined;
  readonly weights: WeightStore | undefined;
}

/** Asks the run's own first worker, or another where there is none or it is gone. */
function askPool<T>(place: WorkPlace, ask: (pool: Pool) => Promise<T>): Promise<T> {
  const { pool } = place;
  if (!pool) return withHelper(place, ask);
  return ask(pool).catch((error: unknown) => {
    if (!(error instanceof EvaluatorLost)) throw error;
    return withHelper(place, ask);
  });
}

/** Works with a worker beside the run's own, which may be busy, held or closed. */
async function withHelper<T>(
  { run, device, pool }: WorkPlace,
  work: (helper: Pool) => Promise<T>,
): Promise<T> {
  const { settings, backend } = run.view;
  const { train, validation } = await imagesOf(settings, device.dataUrl);
  // What a network gives depends on the backend: the run's own goes first, unless it was given up.
  const first = pool?.backend ?? backend;
  const others = device.measured.flatMap((known) =>
    known.milliseconds === null || known.backend === first ? [] : known.backend,
  );
  const backends = [first, ...(device.measured.length > 0 ? others : BACKENDS.filter((b) => b !== first))];
  const helper = await openPool({
    backends: backends as [typeof first, ...typeof others],
    size: 1,
    train,
    validation,
  });
  try {
    return await work(helper);
  } finally {
    helper.close();
  }
}

/** The trained network: its weights from memory or from the device, or trained again, which gives the same there. */
async function networkOf(place: WorkPlace, candidate: number): Promise<TrainedNetwork> {
  const { run, weights } = place;
  const { genotype, longer } = run.evaluated(candidate);
  const known = phenotype(run.space, genotype);
  const { settings } = run.view;
  const { architecture } = known;
  const { shrink } = settings;
  const kept = run.weights(candidate) ?? (await weights?.get(run.id, candidate).catch(() => undefined));
  // Those of a file may be anything.
  const expected = totalCosts(shrinkArchitecture(architecture, shrink));
  const fits = kept?.weights.length === expected.parameters && kept.statistics.length === expected.statistics;
  if (kept && fits) return { architecture, trained: kept, shrink };
  const epochs = longer?.epochs ?? settings.epochs;
  const job = evaluationJob({ ...settings, epochs }, candidate, known);
  const { signal } = new AbortController();
  const { trained } = await withHelper(place, (helper) =>
    helper.evaluators[0]!.evaluate(job, () => undefined, signal),
  );
  run.keep(candidate, trained);
  return { architecture, trained, shrink };
}

/** Trains a candidate anew for more epochs, from its seed. */
export async function trainLonger(
  place: WorkPlace,
  candidate: number,
  epochs: number,
  onEpoch: (measurement: LongerTraining['curve'][number]) => void,
  signal: AbortSignal,
): Promise<LongerTraining> {
  const { run, weights } = place;
  const { settings } = run.view;
  const { genotype } = run.evaluated(candidate);
  const job = evaluationJob({ ...settings, epochs }, candidate, phenotype(run.space, genotype));
  const curve: LongerTraining['curve'][number][] = [];
  const { error, seconds, trained } = await withHelper(place, (helper) =>
    helper.evaluators[0]!.evaluate(
      job,
      ({ epoch, loss, error }) => {
        curve.push({ epoch, loss, error });
        onEpoch({ epoch, loss, error });
      },
      signal,
    ),
  );
  run.keep(candidate, trained);
  await weights?.put(run.id, candidate, trained).catch(() => undefined);
  return { epochs, error, seconds, curve };
}

/** What a trained network says of labelled images. */
export interface Judged {
  readonly labels: Uint8Array;
  /** The most probable class of each image. */
  readonly predicted: Uint8Array;
  /** Its probability. */
  readonly confidence: Float32Array;
}

/** Images of a data set, one after the other. */
export interface Pictures {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly bytes: Uint8Array;
}

/** Some of the images that candidates are judged by, by their place. */
export async function pictures(
  dataUrl: string,
  part: 'validation' | 'test',
  rows: readonly number[],
): Promise<Pictures> {
  const { shape, images } = (await dataset(dataUrl))[part];
  const [height, width, channels] = shape;
  const size = height * width * channels;
  const bytes = new Uint8Array(rows.length * size);
  for (const [i, row] of rows.entries()) bytes.set(images.subarray(row * size, (row + 1) * size), i * size);
  return { height, width, channels, bytes };
}

/** What the candidate says of the validation images, or of those of the test. */
export async function judge(
  place: WorkPlace,
  candidate: number,
  part: 'validation' | 'test',
): Promise<Judged> {
  const network = await networkOf(place, candidate);
  const images = (await dataset(place.device.dataUrl))[part];
  const { predicted, confidence } = await askPool(place, (pool) => pool.predict(network, images));
  return { labels: images.labels, predicted, confidence };
}

/** The error of a candidate on the test images, which no part of the search has seen. */
export async function testError(place: WorkPlace, candidate: number): Promise<number> {
  const network = await networkOf(place, candidate);
  const { test } = await dataset(place.device.dataUrl);
  return askPool(place, (pool) => pool.measure(network, test));
}

/** A candidate as a JSON document. */
export function candidateJson({ run }: WorkPlace, candidate: number): string {
  const { view, space } = run;
  const found = run.evaluated(candidate);
  const { started, settings } = view;
  const { longer } = found;
  return architectureJson({
    candidate,
    genotype: found.genotype,
    ...phenotype(space, found.genotype),
    costs: found.costs,
    validationError: longer?.error ?? found.error,
    curve: longer?.curve ?? found.curve,
    provenance: {
      settings: longer ? { ...settings, epochs: longer.epochs } : settings,
      dataset: started.dataset,
      backend: found.backend ?? view.backend,
      versions: started.versions,
    },
    space: space.document,
  });
}

/** The files of a tfjs model, loose. */
export async function modelFiles(place: WorkPlace, candidate: number): Promise<ExportedFile[]> {
  const network = await networkOf(place, candidate);
  const artifacts = await askPool(place, (pool) => pool.package(network));
  return tfjsModelFiles(artifacts, GENERATED_BY);
}

/** The tfjs model, its architecture and a note, zipped. */
export async function modelZip(place: WorkPlace, candidate: number): Promise<Uint8Array<ArrayBuffer>> {
  const network = await networkOf(place, candidate);
  const artifacts = await askPool(place, (pool) => pool.package(network));
  return tfjsModelZip(artifacts, candidateJson(place, candidate), GENERATED_BY);
}
