import { shown } from '../csv.ts';
import type { Grid } from './grid.ts';
import { TABLE_LIMITS } from './limits.ts';
import { readNumber } from './number.ts';

/** What a column seems to be for. A guess for the page to begin with: the user chooses. */
export type ColumnRole = 'genotype' | 'identity' | 'index' | 'fitness' | 'loss' | 'cost' | 'text';

export interface ImportedColumn {
  readonly name: string;
  readonly role: ColumnRole;
  /** Whether it can be the genotype. */
  readonly genotypes: boolean;
  /** Whether it can be fitness or cost; then with its range. */
  readonly numbers: NumberRange | undefined;
}

export interface NumberRange {
  readonly minimum: number;
  readonly maximum: number;
  /** Rows without a number. */
  readonly gaps: number;
  readonly distinct: number;
}

/** How a column writes architectures: words of one length, NATS-Bench cells, genotypes of a space of ours. */
export type GenotypeForm =
  | { readonly form: 'words'; readonly length: number }
  | { readonly form: 'cells' }
  | { readonly form: 'genotypes' };

/** Names that architectures go by. */
const NAMED = /arch|geno|cell|^ops?$|word/i;
/** Words are only guessed to be genotypes where the table has this share of the combinations at least. */
const GUESSED_SHARE = 0.001;
/** Of the rows, so many must have words of one length, and different ones. */
const ALIKE = 0.75;
const DIFFERENT = 0.9;
const WORD = /^[0-9A-Za-z]{2,}$/;

const isWord = (text: string): boolean =>
  text.length <= TABLE_LIMITS.positions && text.length >= 2 && WORD.test(text);

/** The columns that can be the genotype, the likeliest first. */
export function genotypeColumns(grid: Grid): string[] {
  if (grid.genotypes) return [grid.genotypes.column];
  const found = grid.columns.flatMap((name, i) => {
    const form = formOf(grid.cells[i]!);
    if (!form) return [];
    const named = NAMED.test(name);
    const combinations = form.form === 'words' ? combinationsOf(grid.cells[i]!, form.length, named) : 0;
    return combinations === undefined ? [] : [{ name, named, cells: form.form === 'cells', combinations }];
  });
  return found
    .sort(
      (a, b) =>
        Number(b.named) - Number(a.named) ||
        Number(a.cells) - Number(b.cells) ||
        a.combinations - b.combinations,
    )
    .map(({ name }) => name);
}

/** How most of a column's values write architectures; `undefined` where they write none. */
export function formOf(texts: readonly string[]): GenotypeForm | undefined {
  let cells = 0;
  const lengths = new Map<number, number>();
  for (const text of texts) {
    const trimmed = text.trim();
    if (trimmed.startsWith('|')) cells++;
    else if (isWord(trimmed)) lengths.set(trimmed.length, (lengths.get(trimmed.length) ?? 0) + 1);
  }
  if (cells > texts.length / 2) return { form: 'cells' };
  const [length, count = 0] = [...lengths].sort((a, b) => b[1] - a[1])[0] ?? [];
  return length !== undefined && count > texts.length / 2 ? { form: 'words', length } : undefined;
}

/**
 * How many combinations the letters of a column's words make; `undefined` where they seem to be something else, unless
 * the column is named as architectures are.
 */
function combinationsOf(texts: readonly string[], length: number, named: boolean): number | undefined {
  const words = texts.map((text) => text.trim()).filter((text) => text.length === length && isWord(text));
  const combinations = lettersOf(words, length).reduce((product, { size }) => product * size, 1);
  if (named) return combinations;
  if (words.length < ALIKE * texts.length || isCount(texts)) return undefined;
  if (new Set(words).size < DIFFERENT * words.length) return undefined;
  return words.length < GUESSED_SHARE * combinations ? undefined : combinations;
}

/** The letters at each position of words of one length, with how often each stands there. */
export function lettersOf(words: readonly string[], length: number): Map<string, number>[] {
  const letters = Array.from({ length }, () => new Map<string, number>());
  for (const word of words)
    for (const [i, counts] of letters.entries()) counts.set(word[i]!, (counts.get(word[i]!) ?? 0) + 1);
  return letters;
}

/** Whether values are 0, 1, 2 … or 1, 2, 3 …: numbers of rows. */
const isCount = (texts: readonly string[]): boolean => {
  const first = texts[0]!.trim();
  return (
    texts.length > 2 &&
    (first === '0' || first === '1') &&
    texts.every((text, i) => text.trim() === String(Number(first) + i))
  );
};

/** Whether a column is one of numbers: most of what is not empty is some. */
export function isNumeric(texts: readonly string[]): boolean {
  let [numbers, others] = [0, 0];
  for (const text of texts) {
    const { is } = readNumber(text);
    if (is === 'text') others++;
    else if (is !== 'gap') numbers++;
  }
  return numbers > others;
}

/** The numbers of a column: by row, `NaN` in gaps; `undefined` where it holds anything else, or none. */
export function numbersIn(texts: readonly string[]): Float64Array | undefined {
  const values = new Float64Array(texts.length);
  let present = false;
  for (const [row, text] of texts.entries()) {
    const { is, value } = readNumber(text);
    if (is === 'text' || is === 'infinite') return undefined;
    if (is === 'number') present = true;
    values[row] = value;
  }
  return present ? values : undefined;
}

/** What the columns of a table are. `identity` is the one by which the table tells architectures apart. */
export function describeColumns(grid: Grid, genotype: string, identity: string): ImportedColumn[] {
  const candidates = new Set(genotypeColumns(grid));
  return grid.columns.map((name, i) => {
    const texts = grid.cells[i]!;
    const genotypes = candidates.has(name) || name === genotype;
    const values = name === genotype ? undefined : numbersIn(texts);
    const numbers = values && rangeOf(values);
    return { name, genotypes, numbers, role: roleOf() };

    function roleOf(): ColumnRole {
      if (name === genotype) return 'genotype';
      if (name === identity) return 'identity';
      if (isCount(texts)) return 'index';
      if (isMask(texts)) return 'text';
      if (!numbers || (genotypes && NAMED.test(name))) return 'text';
      if (/loss|error|perplex|wrong|regret|rank/i.test(name)) return 'loss';
      return COST.test(name) ? 'cost' : 'fitness';
    }
  });
}

/** Words of noughts and ones: flags, which look like large numbers. */
const isMask = (texts: readonly string[]): boolean => texts.every((text) => /^[01]{4,}$/.test(text));

const COST = /param|flop|mac|latenc|time|second|memory|energy|power|cost|size|bytes|ram|rom|std|meas|_est$/i;

function rangeOf(values: Float64Array): NumberRange {
  const present = values.filter((value) => !Number.isNaN(value));
  return {
    minimum: present.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    maximum: present.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    gaps: values.length - present.length,
    distinct: new Set(present).size,
  };
}

/** What is wrong with a word, of which all have a length; `undefined` where nothing is. */
export function wordFault(word: string, length: number): { what: string; mend: string } | undefined {
  if (word === '') return { what: 'has no architecture', mend: 'Fill it in, or remove the row.' };
  const odd = /[^0-9A-Za-z]/u.exec(word)?.[0];
  if (odd !== undefined)
    return {
      what: `has ${shown(word)}, in which ${shown(odd)} is neither a letter nor a digit`,
      mend: `Write a letter or digit for each of the ${length} choices.`,
    };
  if (word.length !== length)
    return {
      what: `has the word ${shown(word)} of ${word.length} letters; most words have ${length}`,
      mend: 'Write one letter or digit for each choice. Zeros in front are lost where words are saved as numbers.',
    };
  return undefined;
}
