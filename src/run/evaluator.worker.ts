import * as Comlink from 'comlink';
import type { Architecture } from '../architecture/graph.ts';
import type { ModelArtifacts } from '../evaluation/artifacts.ts';
import {
  type BackendName,
  type BackendOptions,
  type BackendVersions,
  openBackend,
  rebuildBackend,
} from '../evaluation/backend.ts';
import { breathe } from '../evaluation/breathe.ts';
import { type Predictions, predictionsOf } from '../evaluation/confusion.ts';
import { type DeviceData, toDevice } from '../evaluation/device-data.ts';
import { lossOfDevice, ranOutOfMemory, refusedByGpu, unlessLost } from '../evaluation/device-loss.ts';
import { DeviceLost, OutOfMemory } from '../evaluation/failure.ts';
import { errorOf } from '../evaluation/judge.ts';
import { type LabelledImages, shrinkImages } from '../evaluation/labelled-images.ts';
import { measureStep } from '../evaluation/probe.ts';
import { shrinkArchitecture } from '../evaluation/shrink.ts';
import { type TrainedCandidate, type TrainedWeights, trainCandidate } from '../evaluation/train.ts';
import type { Evaluation, EvaluationJob, TimedMeasurement } from './evaluator.ts';

/** What a job in progress can be told from outside. */
interface Control {
  held: boolean;
  aborted: boolean;
  /** Let a held job look again. */
  stir: () => void;
}

const control: Control = { held: false, aborted: false, stir: () => undefined };
let backend: { readonly name: BackendName; readonly options: BackendOptions } | undefined;
let sources: { readonly train: LabelledImages; readonly validation: LabelledImages } | undefined;
let onDevice:
  | { readonly shrink: number; readonly train: DeviceData; readonly validation: DeviceData }
  | undefined;

/** Stops whoever works on a device that is gone or full. */
function checkDevice(): void {
  const lost = lossOfDevice();
  if (lost) throw new DeviceLost(lost);
  const refused = refusedByGpu();
  if (refused) throw new Error(`The GPU refused a command: ${refused}`);
  if (ranOutOfMemory()) throw new OutOfMemory('The GPU has no room for this candidate.');
}

/** Milliseconds of the longest batch of the present job so far, where there was one. */
let longestBatch: number | undefined;

/** Counts the trainings: one whose device was lost may wake up when the next has begun. */
let attempt = 0;

/** What a training may take to notice that its device is gone. */
const GRACE_MS = 500;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The images on the device, at the size that is asked for. */
function dataAt(shrink: number): { readonly train: DeviceData; readonly validation: DeviceData } {
  if (!sources) throw new Error('The evaluator has no data yet.');
  if (onDevice?.shrink === shrink) return onDevice;
  onDevice?.train.dispose();
  onDevice?.validation.dispose();
  onDevice = undefined;
  onDevice = {
    shrink,
    train: toDevice(shrinkImages(sources.train, shrink)),
    validation: toDevice(shrinkImages(sources.validation, shrink)),
  };
  return onDevice;
}

const evaluatorWorker = {
  /** Opens a backend. */
  async open(name: BackendName, options: BackendOptions = {}): Promise<BackendVersions> {
    backend = { name, options };
    return openBackend(name, options);
  },

  /**
   * Takes a lock that the browser frees when this worker ends, however it ends: whoever else asks for it learns of the
   * death. Returns false where the browser has no locks.
   */
  live(lock: string): Promise<boolean> {
    // Only secure contexts have locks, whatever the type says.
    const locks = navigator.locks as LockManager | undefined;
    if (!locks) return Promise.resolve(false);
    return new Promise((resolve) => {
      void locks.request(lock, () => {
        resolve(true);
        return new Promise(() => undefined);
      });
    });
  },

  /**
   * Answers between two batches: who gets no answer knows that a batch takes very long. The milliseconds of the longest
   * one of this job, chunks of its validations among them; `undefined` before the first is done.
   */
  ping: (): number | undefined => longestBatch,

  measureStep,

  load(train: LabelledImages, validation: LabelledImages): void {
    sources = { train, validation };
  },

  async evaluate(
    job: EvaluationJob,
    onMeasurement: (measurement: TimedMeasurement) => void,
  ): Promise<Evaluation> {
    control.aborted = false;
    const own = ++attempt;
    const start = performance.now();
    let heldFor = 0;
    let heldSince: number | undefined;
    // Stands still while the job is held.
    const clock = () => (heldSince ?? performance.now()) - start - heldFor;
    longestBatch = undefined;
    let batchSince: number | undefined;
    const checkpoint = async () => {
      if (batchSince !== undefined && own === attempt)
        longestBatch = Math.max(longestBatch ?? 0, clock() - batchSince);
      await breathe();
      heldSince = performance.now();
      while (control.held && !control.aborted) {
        await new Promise<void>((resolve) => {
          control.stir = resolve;
        });
      }
      heldFor += performance.now() - heldSince;
      heldSince = undefined;
      if (control.aborted) throw new DOMException('The run was stopped.', 'AbortError');
      if (own !== attempt) throw new DeviceLost('Another attempt has begun.');
      checkDevice();
      batchSince = clock();
    };
    const seconds = () => clock() / 1000;
    let training: Promise<TrainedCandidate> | undefined;
    try {
      training = trainCandidate({
        ...job,
        architecture: shrinkArchitecture(job.architecture, job.budget.shrink),
        classes: sources?.train.classes ?? 0,
        ...dataAt(job.budget.shrink),
        checkpoint,
        seconds,
        onEpoch: (measurement) => onMeasurement({ ...measurement, seconds: seconds() }),
      });
      const { error, inference, weights, statistics } = await unlessLost(training);
      const evaluation = { error, seconds: seconds(), inference, trained: { weights, statistics } };
      return Comlink.transfer(evaluation, [weights.buffer, statistics.buffer]);
    } catch (error) {
      // A lost device shows in all kinds of errors, or in none.
      const lost = lossOfDevice();
      if (!lost || !backend) throw error;
      onDevice = undefined;
      // It frees what it has as soon as it notices; where it waits for a read it never will.
      await Promise.race([training?.catch(() => undefined), pause(GRACE_MS)]);
      await rebuildBackend(backend.name, backend.options);
      throw new DeviceLost(lost);
    } finally {
      // What came over the wire is a proxy; its port is closed with it.
      (onMeasurement as unknown as Comlink.ProxyMethods)[Comlink.releaseProxy]();
    }
  },

  /** The error of a trained network on other images. */
  measure: (
    architecture: Architecture,
    trained: TrainedWeights,
    images: LabelledImages,
    shrink: number,
  ): Promise<number> =>
    unlessLost(
      errorOf(shrinkArchitecture(architecture, shrink), trained, shrinkImages(images, shrink), breathe),
    ),

  /** What a trained network says of images. */
  async predict(
    architecture: Architecture,
    trained: TrainedWeights,
    images: LabelledImages,
    shrink: number,
  ): Promise<Predictions> {
    const shrunk = shrinkArchitecture(architecture, shrink);
    const found = await unlessLost(predictionsOf(shrunk, trained, shrinkImages(images, shrink), breathe));
    return Comlink.transfer(found, [found.predicted.buffer, found.confidence.buffer]);
  },

  /** The tfjs model of a trained network, as its files hold it. */
  async package(
    architecture: Architecture,
    trained: TrainedWeights,
    shrink: number,
  ): Promise<ModelArtifacts> {
    // Layers are for saved models alone: most workers never load them.
    const { packageModel } = await import('../evaluation/artifacts.ts');
    return packageModel(shrinkArchitecture(architecture, shrink), trained);
  },

  hold(held: boolean): void {
    control.held = held;
    control.stir();
  },

  abort(): void {
    control.aborted = true;
    control.stir();
  },
};

export type EvaluatorWorker = typeof evaluatorWorker;

Comlink.expose(evaluatorWorker);
