import { Refusal } from './fault.ts';
import { TABLE_LIMITS } from './limits.ts';

const FIRST_PRINTED = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;
const BRACE = 0x7b;

/**
 * Reads JSON. Throws a `Refusal` that says where the text stops being JSON, or that it is nested too deep, which is
 * found before anything is read.
 */
export function readJsonText(text: string): unknown {
  checkDepth(text);
  try {
    return JSON.parse(text);
  } catch {
    throw syntaxRefusal(text);
  }
}

function checkDepth(text: string): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === QUOTE) {
      for (i++; i < text.length && text.charCodeAt(i) !== QUOTE; i++)
        if (text.charCodeAt(i) === BACKSLASH) i++;
    } else if (unit === BRACE || unit === BRACKET) {
      if (++depth > TABLE_LIMITS.depth)
        throw new Refusal(
          `The JSON is nested deeper than ${TABLE_LIMITS.depth} levels`,
          'A table is a list of rows: [{ "genotype": …, "accuracy": 93.1 }, …].',
          { line: lineAt(text, i) },
        );
    } else if (unit === BRACE + 2 || unit === BRACKET + 2) depth--;
  }
}

/** Where the text stops being JSON. Every engine says it in other words, or not at all. */
function syntaxRefusal(text: string): Refusal {
  const at = syntaxEnd(text);
  const line = lineAt(text, at);
  const column = at - text.lastIndexOf('\n', at - 1);
  const what =
    at >= text.length
      ? 'the text ends too early'
      : `${JSON.stringify(text.slice(at, at + 1))} (character ${column} of the line) stands where JSON has none`;
  return new Refusal(
    `The file is no JSON: ${what}`,
    'Correct it there; whole files are best written by a program.',
    { line },
  );
}

function lineAt(text: string, at: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line++;
  return line;
}

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

/** How far a text is JSON. Its nesting has been checked. */
function syntaxEnd(text: string): number {
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const expect = (character: string): boolean => {
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  const string = (): boolean => {
    if (!expect('"')) return false;
    for (;;) {
      const unit = text.charCodeAt(at);
      // Control characters, line ends among them, and the end of the text (which has no code) are no part of a string.
      if (!(unit >= FIRST_PRINTED)) return false;
      if (unit === BACKSLASH) {
        if (!take(ESCAPE)) return false;
        continue;
      }
      at++;
      if (unit === QUOTE) return true;
    }
  };
  const items = (end: string, item: () => boolean): boolean => {
    take(SPACE);
    if (expect(end)) return true;
    do {
      if (!item()) return false;
      take(SPACE);
    } while (expect(','));
    return expect(end);
  };
  const value = (): boolean => {
    take(SPACE);
    if (expect('[')) return items(']', value);
    if (expect('{')) return items('}', field);
    return text[at] === '"' ? string() : take(SCALAR);
  };
  const field = (): boolean => {
    take(SPACE);
    if (!string()) return false;
    take(SPACE);
    return expect(':') && value();
  };
  if (value()) take(SPACE);
  return at;
}
