import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { FinishReason } from '../events.ts';
import type { Phase } from '../fold.ts';

/** What the list of runs shows of a run without reading its log. */
export interface RunSummary {
  readonly space: string;
  readonly strategy: string;
  readonly seed: number;
  readonly backend: string;
  /** The budget, and what came of it. */
  readonly evaluations: number;
  readonly evaluated: number;
  readonly failed: number;
  readonly front: number;
  /** The lowest validation error; `null` before there is one. */
  readonly bestError: number | null;
  readonly hypervolume: number;
  readonly phase: Phase;
  readonly ending: FinishReason | null;
  readonly activeMs: number;
}

/** What a person notes on a candidate. */
export interface CandidateMark {
  readonly star: boolean;
  readonly note: string;
}

/** A stored run, but for its log. */
export interface RunHead {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly star: boolean;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly updated: number;
  /** When it was thrown away; it can be brought back until it is deleted for good. */
  readonly removed: number | null;
  /** Who may write its log: whoever took it last. */
  readonly owner: string;
  /** Events that its log holds. */
  readonly events: number;
  readonly summary: RunSummary;
  /** What a person says of candidates, by number. */
  readonly marks: Readonly<Record<number, CandidateMark>>;
}

/** A piece of a log: events as JSON lines, from number `from` on, with the checksum of the text. */
export interface Chunk {
  readonly run: string;
  readonly from: number;
  readonly count: number;
  readonly text: string;
  readonly check: number;
}

/** What the strategy was when the log had so many events. */
export interface StoredCheckpoint {
  readonly run: string;
  readonly sequence: number;
  readonly strategy: unknown;
}

/** Weights of a candidate, where the browser has no file system of its own for pages. */
export interface StoredWeights {
  readonly run: string;
  readonly candidate: number;
  readonly bytes: ArrayBuffer;
}

export interface RunSchema extends DBSchema {
  runs: { key: string; value: RunHead };
  chunks: { key: [string, number]; value: Chunk };
  checkpoints: { key: [string, number]; value: StoredCheckpoint };
  weights: { key: [string, number]; value: StoredWeights };
}

export type RunDatabase = IDBPDatabase<RunSchema>;

/** The database's name and the version of its form. */
export const DATABASE = 'cellscape';
const FORM = 1;

/** Opens the database, and tells when another tab or the browser has closed it; rejects where the browser does not let us (private windows of some, blocked storage). */
export const openDatabase = (
  name: string = DATABASE,
  onClosed: () => void = () => undefined,
): Promise<RunDatabase> =>
  openDB<RunSchema>(name, FORM, {
    upgrade(database) {
      database.createObjectStore('runs', { keyPath: 'id' });
      database.createObjectStore('chunks', { keyPath: ['run', 'from'] });
      database.createObjectStore('checkpoints', { keyPath: ['run', 'sequence'] });
      database.createObjectStore('weights', { keyPath: ['run', 'candidate'] });
    },
    // Another tab wants to change the form, or delete everything: it must not wait for us.
    blocking(_, __, event) {
      (event.target as IDBDatabase | null)?.close();
      onClosed();
    },
    terminated: onClosed,
  });

/** All keys that begin with a run's id. */
export const ofRun = (run: string, from = 0): IDBKeyRange =>
  IDBKeyRange.bound([run, from], [run, Number.POSITIVE_INFINITY]);
