import type { CandidateMark, RunHead } from '../storage/database.ts';
import { Fields } from './fields.ts';
import { isJson, mustBePlain, words } from './plain.ts';

/** What a person says of a run, beside its log. */
export type RunMeta = Pick<RunHead, 'name' | 'note' | 'star' | 'created' | 'marks'>;

/** `run.json` of a run file. */
interface RunJson extends RunMeta {
  readonly format: typeof RUN_FORMAT;
  readonly version: typeof RUN_FILE_VERSION;
  /** What `events.jsonl` holds: how many events, and the CRC-32 of its bytes. */
  readonly events: number;
  readonly crc32: number;
}

export const RUN_FORMAT = 'cellscape-run';
export const RUN_FILE_VERSION = 1;

const LONGEST_NAME = 200;
const LONGEST_NOTE = 5000;
const MOST_MARKS = 50_000;
const LAST_TIME = 8.64e15;

export const runJson = (meta: RunMeta, events: number, crc: number): RunJson => {
  const { name, note, star, created, marks } = meta;
  const head = { format: RUN_FORMAT, version: RUN_FILE_VERSION } as const;
  return { ...head, name, note, star, created, events, crc32: crc, marks };
};

/** What a run file says of its run, and of its log; `null` where it does not say. */
export interface ReadMeta {
  readonly meta: RunMeta;
  readonly events: number | null;
  readonly crc32: number | null;
}

/** For a file that does not say. `created`: of the log's first event. */
export const unknownMeta = (created: number): RunMeta => ({
  name: '',
  note: '',
  star: false,
  created,
  marks: {},
});

/**
 * Reads `run.json`. Texts are cut to what a page can show and rid of control characters; what is missing has the value of
 * `unknownMeta`. Throws an `Error` in words where it is no such file, or one of a newer program.
 */
export function parseMeta(text: string, created: number): ReadMeta {
  const value = jsonOf(text);
  if (!isJson(value)) throw new Error('it is no JSON object');
  mustBePlain(value, 'it', { depth: 4, values: 4 * MOST_MARKS });
  if (value.format !== RUN_FORMAT) throw new Error(`its format is not "${RUN_FORMAT}"`);
  const { version } = value;
  if (typeof version !== 'number') throw new Error('it says no version');
  if (version > RUN_FILE_VERSION)
    throw new NewerRunFile(
      `The file was made by a newer Cellscape (version ${words(version)} of run files; this one reads ${RUN_FILE_VERSION}).`,
    );
  const known = (name: string, least: number, most: number): number | null => {
    const number = value[name];
    return typeof number === 'number' && number >= least && number <= most ? number : null;
  };
  return {
    meta: {
      name: cleanText(value.name, LONGEST_NAME, false),
      note: cleanText(value.note, LONGEST_NOTE, true),
      star: value.star === true,
      created: known('created', 0, LAST_TIME) ?? created,
      marks: parseMarks(value.marks),
    },
    events: known('events', 0, Number.MAX_SAFE_INTEGER),
    crc32: known('crc32', 0, 2 ** 32 - 1),
  };
}

/** A run file of a version that this program does not know. */
export class NewerRunFile extends Error {
  override readonly name = 'NewerRunFile';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is no whole JSON');
  }
}

function parseMarks(value: unknown): RunMeta['marks'] {
  if (!isJson(value)) return {};
  const marks: Record<number, CandidateMark> = {};
  for (const [number, mark] of Object.entries(value).slice(0, MOST_MARKS)) {
    if (!/^[1-9]\d{0,7}$/.test(number) || !isJson(mark)) continue;
    const fields = new Fields(mark, 'marks');
    marks[Number(number)] = {
      star: fields.raw('star') === true,
      note: cleanText(fields.raw('note'), LONGEST_NOTE, true),
    };
  }
  return marks;
}

/** A text without control characters (with line ends where `lines` says so) and halves of characters, cut to so many characters. */
function cleanText(value: unknown, most: number, lines: boolean): string {
  if (typeof value !== 'string') return '';
  let clean = '';
  let count = 0;
  for (const character of value) {
    const code = character.codePointAt(0)!;
    const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
    const isHalf = code >= 0xd800 && code < 0xe000;
    if (isHalf || (isControl && !(lines && character === '\n'))) continue;
    if (++count > most) break;
    clean += character;
  }
  return clean;
}
