import type { Costs } from '../architecture/costs.ts';
import type { BackendVersions } from '../evaluation/backend.ts';
import type { Proposal } from '../search/strategy.ts';
import type { SpaceDocument } from '../space/document.ts';
import type { Genotype } from '../space/tree.ts';
import type { BackendName, RunSettings } from './settings.ts';

/** The version of the events' form, in every log's first event. */
export const LOG_VERSION = 3;

/**
 * Where hypervolume is measured: error from 0 to chance, parameters (log scale) from the smallest member to the cap.
 */
export interface HypervolumeBox {
  readonly error: number;
  readonly minParameters: number;
  readonly maxParameters: number;
}

/** A genotype with a number of its own, where it comes from and what it costs. */
export interface ProposedCandidate extends Omit<Proposal<Genotype>, 'repetition'> {
  readonly costs: Costs;
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
      readonly versions: { readonly cellscape: string } & BackendVersions;
      readonly box: HypervolumeBox;
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
      readonly epoch: number;
      readonly loss: number;
      readonly error: number;
      readonly seconds: number;
    }
  | {
      readonly type: 'evaluated';
      readonly candidate: number;
      readonly repetition?: number;
      readonly error: number;
      readonly seconds: number;
    }
  | {
      readonly type: 'failed';
      readonly candidate: number;
      readonly repetition?: number;
      readonly reason: string;
    }
  | { readonly type: 'frontChanged'; readonly members: readonly number[]; readonly hypervolume: number }
  /** What is proposed from now on is by these. */
  | { readonly type: 'settingChanged'; readonly changes: Partial<RunSettings> }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
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

/** `budget`: all evaluations done; `exhausted`: nothing new to be found; `error`: see the message. */
export type FinishReason = 'budget' | 'stopped' | 'exhausted' | 'error';

/** An event with its number (from 0, without gaps) and its time (milliseconds since 1970). */
export type RunEvent = RunEventBody & { readonly sequence: number; readonly time: number };

/** A log as JSON lines. */
export const toJsonLines = (events: readonly object[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');
