import type { TrainedWeights } from '../../evaluation/train.ts';
import type { RunEvent } from '../events.ts';
import { messageOf } from '../message.ts';
import { joined } from './bytes.ts';
import { crc32 } from './crc32.ts';
import { words } from './plain.ts';
import { createLogText, type LogCut, type LogText } from './read-log.ts';
import { NewerRunFile, parseMeta, type ReadMeta, type RunMeta, unknownMeta } from './run-meta.ts';
import type { EntrySink } from './unzip.ts';
import { unpackWeights } from './weights-file.ts';

const MB = 2 ** 20;

/** What a run file may hold, bytes; of zipped parts the inflated ones are counted, as they come. */
export const RUN_FILE_LIMITS = {
  file: 200 * MB,
  meta: 4 * MB,
  events: 256 * MB,
  weights: 64 * MB,
  allWeights: 1024 * MB,
  zip: { entries: 10_000, ratio: 200, free: 10 * MB },
} as const;

export const META = 'run.json';
export const EVENTS = 'events.jsonl';
const WEIGHTS = /^weights\/([1-9]\d{0,7})\.bin$/;
/** More notes of one kind than this say nothing new. */
const MOST_NOTES = 5;

export const inMB = (bytes: number): string => `${Math.ceil(bytes / MB)} MB`;

export interface ReadRunFile {
  readonly meta: RunMeta;
  readonly events: RunEvent[];
  /** Where the log could not be read on; `null` where all of it was read. */
  readonly cut: LogCut | null;
  /** Of candidates that the log has an evaluation of. Whether they fit the network is for whoever builds it to check. */
  readonly weights: Map<number, TrainedWeights>;
  /** What could not be read, and what is to be said of the file besides; in sentences. */
  readonly notes: readonly string[];
}

/** The parts of a run file, as they are read. */
export class Parts {
  readonly #notes = new Notes();
  readonly #weights = new Map<number, TrainedWeights>();
  #weightBytes = 0;
  #meta: string | undefined;
  #log: LogText | undefined;
  #logWhole = false;
  #logCrc = 0;

  /** Who gets the entry of that name. Throws an `Error` in words for a name that leads out of the file. */
  take(name: string): EntrySink | undefined {
    const steps = name.split('/');
    if (name.includes('\\') || name.includes(':') || steps[0] === '' || steps.includes('..'))
      throw new Error(`The file holds an entry called ${JSON.stringify(name.slice(0, 60))}: it is not read.`);
    if (name === META && this.#meta === undefined) return this.#takeMeta();
    if (name === EVENTS && !this.#log) return this.#takeLog();
    const candidate = Number(WEIGHTS.exec(name)?.[1] ?? 0);
    if (candidate > 0 && !this.#weights.has(candidate)) return this.#takeWeights(candidate);
    // Programs that zip folders have entries for them.
    if (name !== 'weights/')
      this.#notes.add('other', `"${name.slice(0, 60)}" is no part of a run: passed over.`);
    return undefined;
  }

  #takeMeta(): EntrySink {
    this.#meta = '';
    return collected(RUN_FILE_LIMITS.meta, (bytes) => {
      this.#meta = bytes ? new TextDecoder().decode(bytes) : '';
    });
  }

  #takeLog(): EntrySink {
    const log = createLogText();
    this.#log = log;
    const decoder = new TextDecoder();
    let size = 0;
    return {
      push: (bytes) => {
        size += bytes.length;
        if (size > RUN_FILE_LIMITS.events)
          throw new Error(`The log has more than ${inMB(RUN_FILE_LIMITS.events)}, the most that are read.`);
        this.#logCrc = crc32(bytes, this.#logCrc);
        log.push(decoder.decode(bytes, { stream: true }));
      },
      end: (whole) => {
        log.push(decoder.decode());
        this.#logWhole = whole;
      },
    };
  }

  #takeWeights(candidate: number): EntrySink {
    const counted = collected(RUN_FILE_LIMITS.weights, (bytes) => {
      try {
        if (!bytes) throw new Error('the file ends within them, or is damaged');
        this.#weights.set(candidate, unpackWeights(bytes));
      } catch (error) {
        this.#notes.add(
          'weights',
          `The weights of candidate ${candidate} are left out: ${messageOf(error)}.`,
        );
      }
    });
    let size = 0;
    return {
      push: (bytes) => {
        size += bytes.length;
        this.#weightBytes += bytes.length;
        if (size > RUN_FILE_LIMITS.weights)
          throw new Error(
            `The weights of candidate ${candidate} have more than ${inMB(RUN_FILE_LIMITS.weights)}, the most that are read.`,
          );
        if (this.#weightBytes > RUN_FILE_LIMITS.allWeights)
          throw new Error(
            `The weights have more than ${inMB(RUN_FILE_LIMITS.allWeights)} in all, the most that are read.`,
          );
        counted.push(bytes);
      },
      end: (whole) => counted.end(whole),
    };
  }

  /** What was read. `whole`: the zip has its end. */
  result(whole: boolean): ReadRunFile {
    if (!this.#log)
      throw new Error(
        whole
          ? `This zip is no run file: it has no "${EVENTS}".`
          : `The file ends too early, or is damaged: of its log ("${EVENTS}") nothing is there.`,
      );
    const ending = whole ? 'the file is damaged here' : 'the file ends here';
    const { events, cut, notes } = this.#log.end(this.#logWhole ? undefined : ending);
    const { meta, events: written, crc32: check } = this.#readMeta(events[0]!.time);
    const trained = new Set(events.flatMap((event) => (event.type === 'evaluated' ? [event.candidate] : [])));
    for (const candidate of [...this.#weights.keys()]) {
      if (trained.has(candidate)) continue;
      this.#weights.delete(candidate);
      this.#notes.add(
        'weights',
        `The weights of candidate ${candidate} are left out: the log has no evaluation of it.`,
      );
    }
    const damaged = !cut && check !== null && check !== this.#logCrc;
    return {
      meta,
      ...{ events, cut, weights: this.#weights },
      notes: [
        ...cutNotes(cut, events.length, written),
        ...notes,
        ...(damaged ? ['The log’s checksum is wrong: something in it is not as it was written.'] : []),
        ...(whole || cut ? [] : ['The file ends too early: what came after the log may be missing.']),
        ...this.#notes.all(),
      ],
    };
  }

  #readMeta(created: number): ReadMeta {
    try {
      if (this.#meta === undefined) throw new Error('it is missing');
      return parseMeta(this.#meta, created);
    } catch (error) {
      if (error instanceof NewerRunFile) throw error;
      this.#notes.add('meta', `The run’s name and notes are lost ("${META}": ${messageOf(error)}).`);
      return { meta: unknownMeta(created), events: null, crc32: null };
    }
  }
}

/** Collects an entry of at most so many bytes; a larger one, and one that is not whole, comes as nothing. */
function collected(most: number, done: (bytes: Uint8Array | undefined) => void): EntrySink {
  let pieces: Uint8Array[] = [];
  let size = 0;
  return {
    push(bytes) {
      size += bytes.length;
      if (size > most) pieces = [];
      else pieces.push(bytes);
    },
    end: (whole) => done(whole && size <= most ? joined(pieces, size) : undefined),
  };
}

/** Where the log was cut, in words. `written`: how many events it once had, where that is known. */
export function cutNotes(cut: LogCut | null, events: number, written: number | null): string[] {
  if (!cut) return [];
  const read = written !== null && written > events ? `${words(events)} of ${words(written)}` : words(events);
  const after = cut.lost > 0 ? ` ${words(cut.lost)} lines after it are left out.` : '';
  return [
    `The log was read up to its last whole event, ${read} in all. Line ${words(cut.line)}: ${cut.reason}.${after}`,
  ];
}

/** Notes by kind, a few of each. */
class Notes {
  readonly #notes = new Map<string, string[]>();

  add(kind: string, note: string): void {
    const known = this.#notes.get(kind) ?? [];
    known.push(note);
    this.#notes.set(kind, known);
  }

  all(): string[] {
    return [...this.#notes.values()].flatMap((notes) =>
      notes.length <= MOST_NOTES
        ? notes
        : [...notes.slice(0, MOST_NOTES), `There are ${words(notes.length - MOST_NOTES)} more such notes.`],
    );
  }
}
