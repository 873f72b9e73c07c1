import type { Architecture } from '../architecture/graph.ts';
import type { Budget, EpochMeasurement, Recipe, TrainedWeights } from '../evaluation/train.ts';
import type { BackendName } from './settings.ts';

/** A candidate to train. */
export interface EvaluationJob {
  readonly architecture: Architecture;
  readonly seed: number;
  readonly budget: Budget;
  readonly recipe: Recipe;
}

export interface Evaluation {
  /** Validation error, 0 … 1. */
  readonly error: number;
  /** Time spent on it, pauses left out. */
  readonly seconds: number;
  /** Milliseconds that the network took over an image when it was last validated, where that was measured. */
  readonly inference?: number;
  readonly trained: TrainedWeights;
}

/** An epoch's measurement with the seconds since the candidate's start, pauses left out. */
export interface TimedMeasurement extends EpochMeasurement {
  readonly seconds: number;
  /** With the first epoch: seconds until the first batch was done, most of them for building and compiling. */
  readonly setup?: number;
}

/**
 * All that a run knows of whoever evaluates its candidates: a worker of this tab here, something else elsewhere.
 * `evaluate` rejects with an `EvaluatorLost` when the evaluator died (it has been replaced by then), with a `GpuLost`
 * when the GPU went away under it (it works again by then), with an `EvaluatorGone` when it could not be replaced,
 * with the signal's reason when aborted, and with any other error when the candidate itself failed.
 */
export interface Evaluator {
  evaluate(
    job: EvaluationJob,
    onMeasurement: (measurement: TimedMeasurement) => void,
    signal: AbortSignal,
  ): Promise<Evaluation>;
  /** Holds the training at its next batch, or lets it go on. */
  hold(held: boolean): void;
}

/** The evaluator died and nobody can take its place: the run cannot go on. */
export class EvaluatorGone extends Error {
  override readonly name = 'EvaluatorGone';
}

/** The evaluator died under a candidate, which says little about the candidate: it may be tried again. */
export class EvaluatorLost extends Error {
  override readonly name = 'EvaluatorLost';
}

/**
 * The GPU went away under a candidate, which says nothing about the candidate: it is trained again, on `backend` from
 * now on.
 */
export class GpuLost extends Error {
  override readonly name = 'GpuLost';
  readonly backend: BackendName;

  constructor(message: string, backend: BackendName) {
    super(message);
    this.backend = backend;
  }
}
