import { LIMITS } from './limits.ts';
import { describeProblems, type ParsedDocument, parseDocument } from './parse-document.ts';
import { at, stepsOf } from './path.ts';
import type { Problem } from './validate.ts';

/** A document read from text: with the line of every problem that has one. */
export type ReadDocument =
  | Extract<ParsedDocument, { ok: true }>
  | { readonly ok: false; readonly problems: readonly (Problem & { readonly line?: number })[] };

/**
 * Reads a search-space document from text: refuses what is too large, too deep or no JSON before anything else, then
 * checks it (`parseDocument`). Every problem says where: at which path, and at which line.
 */
export function readDocument(text: string): ReadDocument {
  const refused = refusal(text);
  if (refused) return { ok: false, problems: [refused] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problems: [syntaxProblem(text)] };
  }
  const parsed = parseDocument(value);
  if (parsed.ok) return parsed;
  const lines = linesOf(text);
  return {
    ok: false,
    problems: parsed.problems.map((problem) => {
      const line = nearestLine(lines, problem.path);
      return line === undefined ? problem : { ...problem, line };
    }),
  };
}

/** The problems as one text, a line each, with line numbers. */
export const describeWithLines = (problems: readonly (Problem & { readonly line?: number })[]): string =>
  problems
    .map(
      (problem) =>
        `${problem.line === undefined ? '' : `line ${problem.line}: `}${describeProblems([problem])}`,
    )
    .join('\n');

/** Why a text is not even looked at: one pass over its characters, no work on what they mean. */
function refusal(text: string): Problem | undefined {
  const whole = (message: string): Problem => ({ path: '', message });
  if (text.length > LIMITS.characters) {
    return whole(
      `has ${text.length.toLocaleString('en')} characters, and ${LIMITS.characters.toLocaleString('en')} are the most`,
    );
  }
  let depth = 0;
  let objects = 0;
  let commas = 0;
  let inText = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (inText) {
      if (unit === BACKSLASH) i++;
      else if (unit === QUOTE) inText = false;
    } else if (unit === QUOTE) inText = true;
    else if (unit === BRACE || unit === BRACKET) {
      depth++;
      if (unit === BRACE) objects++;
      if (depth > LIMITS.depth) return whole(`is nested deeper than ${LIMITS.depth} levels`);
      if (objects > LIMITS.objects)
        return whole(`has more than ${LIMITS.objects.toLocaleString('en')} nodes`);
    } else if (unit === COMMA && ++commas >= LIMITS.values)
      return whole(`has more than ${LIMITS.values.toLocaleString('en')} values`);
    else if (unit === BRACE + 2 || unit === BRACKET + 2) depth--;
  }
  return undefined;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const BRACKET = 0x5b;
const BRACE = 0x7b;

/** Where JSON stops being JSON. */
function syntaxProblem(text: string): Problem & { line: number } {
  const scanner = new Scanner(text);
  try {
    scanner.document();
  } catch {
    // The scanner stands where it could not go on.
  }
  const { line, column } = scanner.place();
  const found = scanner.found();
  return { path: '', message: `is no JSON: ${found} at line ${line}, column ${column}`, line };
}

/** The line on which the value at each path begins. */
function linesOf(text: string): ReadonlyMap<string, number> {
  const scanner = new Scanner(text);
  scanner.document();
  return scanner.lines;
}

function nearestLine(lines: ReadonlyMap<string, number>, path: string): number | undefined {
  const steps = stepsOf(path);
  for (let count = steps.length; count > 0; count--) {
    const line = lines.get(steps.slice(0, count).reduce(at, ''));
    if (line !== undefined) return line;
  }
  return lines.get('');
}

/** Walks over JSON and notes the line of every value. Throws where the text is no JSON, and stands there. */
class Scanner {
  readonly lines = new Map<string, number>();
  readonly #text: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  place(): { line: number; column: number } {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 };
  }

  found(): string {
    return this.#at >= this.#text.length
      ? 'the text ends too early'
      : `unexpected ${JSON.stringify(this.#text[this.#at])}`;
  }

  document(): void {
    this.#value('');
    this.#space();
    if (this.#at < this.#text.length) throw new SyntaxError();
  }

  #space(): void {
    for (;;) {
      const character = this.#text[this.#at];
      if (character === '\n') {
        this.#line++;
        this.#lineStart = this.#at + 1;
      } else if (character !== ' ' && character !== '\t' && character !== '\r') return;
      this.#at++;
    }
  }

  #value(path: string): void {
    this.#space();
    this.lines.set(path, this.#line);
    const character = this.#text[this.#at];
    if (character === '{') this.#items('}', path, true);
    else if (character === '[') this.#items(']', path, false);
    else if (character === '"') this.#string();
    else this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
  }

  #items(end: string, path: string, named: boolean): void {
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === end) {
      this.#at++;
      return;
    }
    for (let index = 0; ; index++) {
      let step: string | number = index;
      if (named) {
        this.#space();
        step = this.#string();
        this.#space();
        this.#expect(':');
      }
      this.#value(at(path, step));
      this.#space();
      if (this.#text[this.#at] === end) {
        this.#at++;
        return;
      }
      this.#expect(',');
    }
  }

  #string(): string {
    const start = this.#at;
    this.#expect('"');
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at);
      // Control characters, line ends among them, and the end of the text (which has no code) are no part of a string.
      if (!(unit >= SPACE)) throw new SyntaxError();
      if (unit === BACKSLASH) {
        this.#match(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y);
        continue;
      }
      this.#at++;
      if (unit === QUOTE) return JSON.parse(this.#text.slice(start, this.#at)) as string;
    }
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [text] = pattern.exec(this.#text) ?? [];
    if (text === undefined) throw new SyntaxError();
    this.#at += text.length;
    return text;
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw new SyntaxError();
    this.#at++;
  }
}
