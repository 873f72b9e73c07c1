import type { Costs } from '../architecture/costs.ts';
import type { BackendVersions } from '../evaluation/backend.ts';
import type { Proposal } from '../search/strategy.ts';
import type { SpaceDocument } from '../space/document.ts';
import type { Genotype } from '../space/tree.ts';
import type { BackendName, RunSettings } from './settings.ts';

/** The version of the events' form, in every log's first event. */
export const LOG_VERSION = 4;

/**
 * Where hypervolume is measured: error from 0 to chance, parameters (log scale) from the smallest member to the cap.
 */
export interface HypervolumeBox {
  readonly error: number;
  readonly minParameters: number;
  readonly maxParameters: number;
}

/** What a candidate costs, known before it is trained. */
export interface CandidateCosts extends Costs {
  /** See `peakActivationBytes`; logs before version 4 did not say. */
  readonly activationBytes?: number;
}

/** A genotype with a number of its own, where it comes from and what it costs. */
export interface ProposedCandidate extends Omit<Proposal<Genotype>, 'repetition'> {
  readonly costs: CandidateCosts;
}

/** A candidate's training for more epochs, from its seed. */
export interface LongerTraining {
  readonly epochs: number;
  readonly error: number;
  readonly seconds: number;
  readonly curve: readonly { readonly epoch: number; readonly loss: number; readonly error: number }[];
}

/** What happened in a run. The log of these is the run: everything shown or stored is computed from it. */
export type RunEventBody =
  | {
      readonly type: 'runStarted';
      readonly version: typeof LOG_VERSION;
      readonly settings: RunSettings;
      readonly space: SpaceDocument;
      readonly dataset: {
        readonly name: string;
        readonly fingerprint: string;
        readonly train: number;
        readonly validation: number;
      };
      readonly backend: BackendName;
      readonly workers: number;
      readonly versions: RunVersions;
      readonly box: HypervolumeBox;
      /** The genotype that the search begins with, where it does not begin with chance alone. */
      readonly first?: Genotype;
    }
  | ({ readonly type: 'proposed' } & ProposedCandidate)
  /** Not trained: the same architecture as candidate `of`. */
  | { readonly type: 'duplicate'; readonly hash: string; readonly of: number }
  /** Not trained: `violation` parameters over the cap. */
  | ({ readonly type: 'infeasible'; readonly violation: number } & ProposedCandidate)
  | {
      readonly type: 'started';
      readonly candidate: number;
      readonly worker: number;
      /** Which training of the candidate, from 0; left out where each has one. So below. */
      readonly repetition?: number;
    }
  | {
      readonly type: 'measured';
      readonly candidate: number;
      readonly repetition?: number;
      readonly epoch: number;
      readonly loss: number;
      readonly error: number;
      /** Since the training's start, pauses left out. */
      readonly seconds: number;
      /** With the first epoch: seconds until the first batch was done, most of them for building and compiling. */
      readonly setup?: number;
    }
  | {
      readonly type: 'evaluated';
      readonly candidate: number;
      readonly repetition?: number;
      readonly error: number;
      readonly seconds: number;
      /** Milliseconds that the network took over an image when it was last validated. */
      readonly inference?: number;
    }
  | {
      readonly type: 'failed';
      readonly candidate: number;
      readonly repetition?: number;
      readonly reason: string;
    }
  /** Trained anew for longer than the search gave it, because somebody asked: what the search knows of it stays. */
  | ({ readonly type: 'trainedLonger'; readonly candidate: number } & LongerTraining)
  | { readonly type: 'frontChanged'; readonly members: readonly number[]; readonly hypervolume: number }
  /** What is proposed from now on is by these. */
  | { readonly type: 'settingChanged'; readonly changes: Partial<RunSettings> }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  /**
   * The run goes on after its tab, its browser or its user had ended it: candidates that were in training begin again.
   * What follows may be on another device.
   */
  | {
      readonly type: 'reopened';
      readonly backend: BackendName;
      readonly workers: number;
      readonly versions: RunVersions;
    }
  /** Nothing ran for so long although nobody had paused: the browser or the machine slept. */
  | { readonly type: 'frozen'; readonly milliseconds: number }
  | {
      readonly type: 'workerLost';
      readonly worker: number;
      readonly reason: string;
      readonly candidate: number;
    }
  /** The GPU went away under a candidate, which is trained again with its seed. */
  | {
      readonly type: 'deviceLost';
      readonly worker: number;
      readonly reason: string;
      readonly candidate: number;
    }
  /** It went away too often: what is trained from now on is trained elsewhere. */
  | {
      readonly type: 'backendChanged';
      readonly from: BackendName;
      readonly to: BackendName;
      readonly reason: string;
    }
  | { readonly type: 'finished'; readonly reason: FinishReason; readonly message?: string };

/**
 * `budget`: all evaluations done; `minutes`, `compute`: the time for it is used up; `stagnation`: the hypervolume has not
 * grown for long; `exhausted`: nothing new to be found; `stopped`: by the user; `error`: see the message.
 */
export type FinishReason =
  | 'budget'
  | 'minutes'
  | 'compute'
  | 'stagnation'
  | 'stopped'
  | 'exhausted'
  | 'error';

/** What a run is computed with. */
export type RunVersions = { readonly cellscape: string } & BackendVersions;

/** An event with its number (from 0, without gaps) and its time (milliseconds since 1970). */
export type RunEvent = RunEventBody & { readonly sequence: number; readonly time: number };

/** An event as the page needs it: genotypes and hashes stay in the coordinator, which is asked for them one by one. */
export type RunNews =
  | Exclude<RunEvent, { type: 'proposed' | 'infeasible' }>
  | Omit<Extract<RunEvent, { type: 'proposed' | 'infeasible' }>, 'genotype' | 'hash'>;

/** What the page needs of an event. */
export function newsOf(event: RunEvent): RunNews {
  if (event.type !== 'proposed' && event.type !== 'infeasible') return event;
  const { genotype: _, hash: __, ...news } = event;
  return news;
}

/** A log as JSON lines. */
export const toJsonLines = (events: readonly object[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');
