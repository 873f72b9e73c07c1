import type { RunEvent } from '../events.ts';
import { messageOf } from '../message.ts';
import { createLogReader } from './log-reader.ts';
import { words } from './plain.ts';

/** What a log may hold. Characters are UTF-16 code units. */
export interface LogLimits {
  readonly characters: number;
  readonly lineCharacters: number;
  readonly events: number;
}

/** Of logs from elsewhere: what has more is refused. */
export const LOG_LIMITS: LogLimits = {
  characters: 256 * 2 ** 20,
  lineCharacters: 4 * 2 ** 20,
  events: 1_000_000,
};

/** Where a log could not be read on. */
export interface LogCut {
  /** From 1. */
  readonly line: number;
  /** What is wrong with that line, in words. */
  readonly reason: string;
  /** Lines after it, empty ones left out. */
  readonly lost: number;
}

export interface ReadLog {
  /** At least the first, which is `runStarted`. */
  readonly events: RunEvent[];
  /** Left out after the last whole good event; `null` where all of the log was read. */
  readonly cut: LogCut | null;
  /** What else is to be said of the log, in sentences. */
  readonly notes: readonly string[];
}

/** Reads a log piece by piece. */
export interface LogText {
  /**
   * Takes more of the text, broken anywhere. Throws an `Error` in words where the log does not begin with a good `runStarted`,
   * and where it is larger than allowed.
   */
  push(text: string): void;
  /** The log, when all of its text was pushed. `ending`: why the text ends here, where that is not its own end. */
  end(ending?: string): ReadLog;
}

/**
 * Reads JSON lines of whatever version, an event each, up to the last whole good one: what stands after a line that is
 * no JSON, or no event that can come next, is left, and the answer says so. Empty lines are passed over.
 */
export function createLogText(limits: LogLimits = LOG_LIMITS): LogText {
  const reader = createLogReader();
  const events: RunEvent[] = [];
  let characters = 0;
  /** The line under way. */
  let rest = '';
  let tooLong = false;
  let lines = 0;
  let cut: { line: number; reason: string; lost: number } | null = null;

  const refuseLine = (reason: string): void => {
    if (events.length === 0) throw new Error(`This is no log of a run. Line ${words(lines)}: ${reason}.`);
    cut = { line: lines, reason, lost: 0 };
  };

  const takeLine = (line: string): void => {
    lines++;
    if (!tooLong && line.trim() === '') return;
    if (cut) {
      cut.lost++;
      return;
    }
    if (tooLong) {
      refuseLine(`it has more than ${words(limits.lineCharacters)} characters, the most for an event`);
      return;
    }
    if (events.length >= limits.events)
      throw new Error(`The log has more than ${words(limits.events)} events, the most that are read.`);
    try {
      const event = reader.push(jsonOf(line));
      if (event) events.push(event);
    } catch (error) {
      refuseLine(messageOf(error));
    }
  };

  return {
    push(text) {
      characters += text.length;
      if (characters > limits.characters)
        throw new Error(
          `The log has more than ${words(limits.characters)} characters, the most that are read.`,
        );
      let start = characters === text.length && text.startsWith('\uFEFF') ? 1 : 0;
      for (;;) {
        const end = text.indexOf('\n', start);
        const piece = text.slice(start, end < 0 ? undefined : end);
        // Of what cannot be an event only its end is waited for.
        if (rest.length + piece.length > limits.lineCharacters) tooLong = true;
        rest = tooLong ? '' : rest + piece;
        if (end < 0) return;
        takeLine(rest);
        rest = '';
        tooLong = false;
        start = end + 1;
      }
    },
    end(ending) {
      if (rest !== '' || tooLong) takeLine(rest);
      if (events.length === 0)
        throw new Error(ending ? `There is no whole event in the log: ${ending}.` : 'The log is empty.');
      if (ending !== undefined) cut ??= { line: lines + 1, reason: ending, lost: 0 };
      const notes = [];
      if (reader.leftOut > 0)
        notes.push(
          `${words(reader.leftOut)} architectures over the cap are left out: the version that made this log did not write down what they were.`,
        );
      return { events, cut, notes };
    },
  };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error('it is no whole JSON');
  }
}

/**
 * Reads a log from JSON lines, given at once or piece by piece. Rejects with an `Error` in words where there is no good
 * first event, which must be `runStarted`, and where the log is larger than `LOG_LIMITS`. A line that is too long counts
 * as a bad one.
 */
export async function readLog(text: string | AsyncIterable<string>): Promise<ReadLog> {
  const log = createLogText();
  if (typeof text === 'string') log.push(text);
  else for await (const piece of text) log.push(piece);
  return log.end();
}
