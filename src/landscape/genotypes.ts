import { NATS_EDGES, NATS_OPERATIONS, type NatsOperation, parseNats } from '../space/nats.ts';
import type { Csv } from './csv.ts';

/** A column of a table read as choices. */
export interface Genotypes {
  readonly column: string;
  /** The options at each position. */
  readonly options: readonly (readonly string[])[];
  /** What is chosen, as an index into the options: row after row, position after position. */
  readonly choices: Uint16Array;
  /** How many combinations of options there are. */
  readonly combinations: number;
  /** What each option means, where the genotypes are NATS-Bench cells, edge by edge. */
  readonly meaning: ReadonlyMap<string, NatsOperation> | undefined;
}

/** A column is only guessed to hold the genotypes where the table has this share of the combinations at least. */
const GUESSED_SHARE = 0.001;
/** The operations by digit where no column spells the cells out. */
const DIGITS: readonly NatsOperation[] = ['none', 'identity', 'conv1', 'conv3', 'avgpool3'];

/**
 * Finds the genotypes of a table: a column of words of equal length, two letters or digits at least, all
 * different (each position is a choice among the letters that occur there), or of NATS-Bench cells as they are
 * published (six choices). Words are preferred, and of several such columns that with the largest share of its
 * combinations in the table. Words of six letters are read as NATS-Bench cells, too, where another column spells
 * the cells out and each letter always means the same operation, or where no column does and the letters are the
 * digits 0 to 4. Throws an `Error` that says what was looked for and what was found.
 */
export function findGenotypes(csv: Csv): Genotypes {
  const reasons: string[] = [];
  let best: Genotypes | undefined;
  for (const column of csv.columns) {
    const words = readWords(csv, column);
    if (typeof words === 'string') continue;
    const { combinations } = words;
    if (csv.lines.length < GUESSED_SHARE * combinations)
      reasons.push(`${column} has words, but only ${csv.lines.length} of ${combinations} combinations.`);
    else if (!best || combinations < best.combinations) best = words;
  }
  if (best) return best;
  for (const column of csv.columns.filter((name) => looksPublished(csv, name))) {
    const cells = readCells(csv, column);
    if (typeof cells !== 'string') return cells;
    reasons.push(`${column}: ${cells}`);
  }
  throw new Error(
    [
      'No column says which architecture a row is. Such a column holds words of equal length, of two or more ' +
        'letters or digits, all different (333132), or NATS-Bench cells (|nor_conv_3x3~0|+…).',
      ...reasons,
      `If it is one of ${csv.columns.join(', ')}, name it (--genotype).`,
    ].join(' '),
  );
}

/** Reads the genotypes of a column. Throws an `Error` that says on which line there is none. */
export function genotypesOf(csv: Csv, column: string): Genotypes {
  const genotypes = looksPublished(csv, column) ? readCells(csv, column) : readWords(csv, column);
  if (typeof genotypes === 'string') throw new Error(`The column ${column} holds no genotypes: ${genotypes}`);
  return genotypes;
}

const cellsOf = (csv: Csv, column: string): readonly string[] => csv.cells[csv.columns.indexOf(column)]!;
const looksPublished = (csv: Csv, column: string): boolean => cellsOf(csv, column)[0]!.startsWith('|');

/** Words as choices of letters; where they are none, why not. */
function readWords(csv: Csv, column: string): Genotypes | string {
  const words = cellsOf(csv, column);
  const { length } = words[0]!;
  const odd = words.findIndex((word) => word.length !== length || !/^[0-9A-Za-z]{2,}$/.test(word));
  if (odd >= 0)
    return (
      `line ${csv.lines[odd]} has ${JSON.stringify(words[odd])}. Words are of letters and digits alone, two at ` +
      `least, and all as long as the first, ${JSON.stringify(words[0])}.`
    );
  const twice = repeated(csv, words);
  if (twice) return twice;
  const letters = Array.from({ length }, () => new Set<string>());
  for (const word of words) for (let i = 0; i < length; i++) letters[i]!.add(word[i]!);
  const options = letters.map((set) => [...set].sort());
  return coded(column, words, options, meaningOf(csv, words, options));
}

/** Published cells as choices of operations; where they are none, why not. */
function readCells(csv: Csv, column: string): Genotypes | string {
  const cells = parseCells(csv, column);
  if (typeof cells === 'string') return cells;
  const twice = repeated(csv, cellsOf(csv, column));
  if (twice) return twice;
  const options = NATS_EDGES.map((_, i) =>
    NATS_OPERATIONS.filter((each) => cells.some((cell) => cell[i] === each)),
  );
  return coded(column, cells, options, new Map(NATS_OPERATIONS.map((name) => [name, name])));
}

function parseCells(csv: Csv, column: string): NatsOperation[][] | string {
  const cells: NatsOperation[][] = [];
  for (const [row, text] of cellsOf(csv, column).entries()) {
    try {
      cells.push(parseNats(text));
    } catch (error) {
      return `line ${csv.lines[row]}: ${(error as Error).message}`;
    }
  }
  return cells;
}

function repeated(csv: Csv, texts: readonly string[]): string | undefined {
  const rows = new Map<string, number>();
  for (const [row, text] of texts.entries()) {
    const before = rows.get(text);
    if (before !== undefined)
      return (
        `lines ${csv.lines[before]} and ${csv.lines[row]} both have ${JSON.stringify(text)}. ` +
        'Remove one of them.'
      );
    rows.set(text, row);
  }
  return undefined;
}

/**
 * The operations that the letters of words of six stand for; `undefined` where the words are no NATS-Bench cells.
 */
function meaningOf(
  csv: Csv,
  words: readonly string[],
  options: readonly (readonly string[])[],
): ReadonlyMap<string, NatsOperation> | undefined {
  if (options.length !== NATS_EDGES.length) return undefined;
  const published = csv.columns.filter((column) => looksPublished(csv, column));
  if (published.length === 0) {
    const digits = [...new Set(options.flat())].sort().join('');
    return digits === '01234'
      ? new Map(DIGITS.map((operation, digit) => [String(digit), operation]))
      : undefined;
  }
  const cells = published.map((column) => parseCells(csv, column)).find((read) => typeof read !== 'string');
  const meaning = new Map<string, NatsOperation>();
  const agrees = cells?.every((cell, row) =>
    cell.every((operation, edge) => {
      const letter = words[row]![edge]!;
      if (!meaning.has(letter)) meaning.set(letter, operation);
      return meaning.get(letter) === operation;
    }),
  );
  return agrees && new Set(meaning.values()).size === meaning.size ? meaning : undefined;
}

function coded(
  column: string,
  genotypes: readonly ArrayLike<string>[],
  options: readonly (readonly string[])[],
  meaning: ReadonlyMap<string, NatsOperation> | undefined,
): Genotypes | string {
  const combinations = options.reduce((product, { length }) => product * length, 1);
  if (combinations > Number.MAX_SAFE_INTEGER)
    return `their letters make ${combinations.toExponential(0)} combinations, more than can be numbered.`;
  const places = options.map((letters) => new Map(letters.map((letter, i) => [letter, i])));
  const choices = new Uint16Array(genotypes.length * options.length);
  for (const [row, genotype] of genotypes.entries())
    for (const [i, place] of places.entries()) choices[row * places.length + i] = place.get(genotype[i]!)!;
  return { column, options, choices, combinations, meaning };
}
