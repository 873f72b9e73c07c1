import { strToU8, zipSync } from 'fflate';
import type { TrainedWeights } from '../../evaluation/train.ts';
import type { RunEvent } from '../events.ts';
import { joined } from './bytes.ts';
import { crc32 } from './crc32.ts';
import { words } from './plain.ts';
import { createLogText, LOG_LIMITS } from './read-log.ts';
import { cutNotes, EVENTS, inMB, META, Parts, type ReadRunFile, RUN_FILE_LIMITS } from './run-file-parts.ts';
import { type RunMeta, runJson, unknownMeta } from './run-meta.ts';
import { isZip, unzip } from './unzip.ts';
import { packWeights, weightsBytes } from './weights-file.ts';

/** Events are put into bytes, and bare logs into text, by so much at a time. */
const PIECE = 2 ** 20;

export interface RunFileInput {
  readonly meta: RunMeta;
  readonly events: Iterable<RunEvent>;
  /** By candidate. */
  readonly weights?: Iterable<readonly [number, TrainedWeights]>;
}

/**
 * A run as one file: a zip of `run.json`, `events.jsonl` (the log, deflated) and `weights/<candidate>.bin`, in this order, so
 * that a file that was cut still has its log. Throws an `Error` in words where it would be too large to be read again.
 */
export function writeRunFile({ meta, events, weights = [] }: RunFileInput): Uint8Array<ArrayBuffer> {
  const log = packEvents(events);
  const json = strToU8(`${JSON.stringify(runJson(meta, log.count, crc32(log.bytes)))}\n`);
  if (json.length > RUN_FILE_LIMITS.meta) throw new Error('The run’s notes are too long for a run file.');
  const files: Record<string, [Uint8Array, { level: 0 | 6 }]> = {
    [META]: [json, { level: 6 }],
    [EVENTS]: [log.bytes, { level: 6 }],
  };
  let total = 0;
  for (const [candidate, trained] of weights) {
    const size = weightsBytes(trained);
    total += size;
    if (size > RUN_FILE_LIMITS.weights)
      throw new Error(
        `The weights of candidate ${candidate} take ${inMB(size)}, and ${inMB(RUN_FILE_LIMITS.weights)} are the most in a run file: leave weights out.`,
      );
    if (total > RUN_FILE_LIMITS.file) throw tooLarge(total);
    // Floats hardly deflate.
    files[`weights/${candidate}.bin`] = [packWeights(trained), { level: 0 }];
  }
  const bytes = zipSync(files, { mtime: zipTime(meta.created) }) as Uint8Array<ArrayBuffer>;
  if (bytes.length > RUN_FILE_LIMITS.file) throw tooLarge(bytes.length);
  return bytes;
}

const tooLarge = (bytes: number) =>
  new Error(
    `The run file would have ${inMB(bytes)}, and ${inMB(RUN_FILE_LIMITS.file)} are the most: leave weights out.`,
  );

/** Zips know the years 1980 to 2099. */
function zipTime(created: number): Date {
  const date = new Date(created);
  return date.getFullYear() > 1980 && date.getFullYear() < 2099 ? date : new Date(1981, 0, 1);
}

function packEvents(events: Iterable<RunEvent>): { readonly bytes: Uint8Array; readonly count: number } {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let text = '';
  let size = 0;
  let count = 0;
  const flush = () => {
    const piece = encoder.encode(text);
    size += piece.length;
    if (size > RUN_FILE_LIMITS.events || count > LOG_LIMITS.events)
      throw new Error(
        `The log is too large for a run file: ${words(LOG_LIMITS.events)} events and ${inMB(RUN_FILE_LIMITS.events)} are the most.`,
      );
    pieces.push(piece);
    text = '';
  };
  for (const event of events) {
    count++;
    text += `${JSON.stringify(event)}\n`;
    if (text.length > PIECE) flush();
  }
  flush();
  return { bytes: joined(pieces, size), count };
}

/**
 * Reads a run file, or a bare log (JSON lines). A file that was cut or damaged anywhere is read up to the last whole good
 * event, and `notes` says so. Rejects with an `Error` in words where there is no good `runStarted`, where the limits are
 * exceeded, where an entry has a name that leads out of the file, and where a newer program made it.
 */
export async function readRunFile(bytes: Uint8Array): Promise<ReadRunFile> {
  if (bytes.length === 0) throw new Error('The file is empty.');
  if (bytes.length > RUN_FILE_LIMITS.file)
    throw new Error(`The file has ${inMB(bytes.length)}, and ${inMB(RUN_FILE_LIMITS.file)} are the most.`);
  return isZip(bytes) ? readZip(bytes) : readBare(bytes);
}

function readBare(bytes: Uint8Array): ReadRunFile {
  const log = createLogText();
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length; at += PIECE)
    log.push(decoder.decode(bytes.subarray(at, at + PIECE), { stream: true }));
  log.push(decoder.decode());
  const { events, cut, notes } = log.end();
  return {
    meta: unknownMeta(events[0]!.time),
    ...{ events, cut, weights: new Map() },
    notes: [...cutNotes(cut, events.length, null), ...notes],
  };
}

async function readZip(bytes: Uint8Array): Promise<ReadRunFile> {
  const parts = new Parts();
  const whole = await unzip(bytes, (name) => parts.take(name), RUN_FILE_LIMITS.zip);
  return parts.result(whole);
}
