import { rankAndCrowdSurvivors } from '../../search/pareto.ts';
import { type Bin, type BinOptions, binsOf } from './bins.ts';
import type { DecisionTable } from './decision-table.ts';
import { KINDS, type Kind } from './questions.ts';
import type { Question } from './sites.ts';

export interface ShareOptions extends BinOptions {
  /**
   * What the best tenth is: by non-dominated rank in error and parameters, within a rank the least crowded first (on
   * log parameters); or by error alone.
   */
  readonly best?: 'front' | 'error';
  /** Whether questions of one kind are asked as one: the operation of all blocks and edges. */
  readonly byKind?: boolean;
}

/** One answer, and how often it was given. By bin; NaN where the question came up nowhere. */
export interface OptionShares {
  readonly label: string;
  /** The share of the places of the bin's candidates. */
  readonly all: Float64Array;
  /** The share of the places of the best tenth until the bin's end. */
  readonly best: Float64Array;
  /** Of all candidates, and of the best tenth of them. */
  readonly allTold: number;
  readonly bestTold: number;
}

export interface QuestionShares {
  readonly id: string;
  readonly label: string;
  readonly kind: Kind;
  /** The part of the document; empty where several are asked as one. */
  readonly path: string;
  readonly options: readonly OptionShares[];
  /** How many places the shares are of, by bin. */
  readonly places: Float64Array;
  readonly bestPlaces: Float64Array;
}

/** What survives: the shares of all answers over a run. */
export interface Shares {
  readonly by: 'generation' | 'evaluation';
  /** With the candidates in each, and in the best tenth of all until its end. */
  readonly bins: readonly (Bin & { readonly candidates: number; readonly best: number })[];
  readonly candidates: number;
  /** Those that came up somewhere. */
  readonly questions: readonly QuestionShares[];
}

/** What belongs to the best, rounded up. */
const BEST = 0.1;

/**
 * The share of every answer among a run's evaluated candidates, bin by bin, and among the best tenth of all that were
 * evaluated until the bin's end (at least one). What is counted are places, not candidates: a network of ten blocks
 * answers for the operation of a block ten times. Yields after every bin how much is done, 0 to 1.
 */
export function* sharesOf(table: DecisionTable, options: ShareOptions = {}): Generator<number, Shares> {
  // Candidates may be added while this goes on: they are not in it.
  const { count } = table;
  const { by, bins, of } = binsOf(table.generation, count, options);
  const asked = questionsOf(table.book.questions, options.byKind ?? false);
  const slots = slotsOf(table, asked);
  const width = asked.reduce((sum, { options: each }) => sum + each.length, 0);
  const all = bins.map(() => new Float64Array(width));
  const best = bins.map(() => new Float64Array(width));
  const tally = (row: number, counts: Float64Array) => {
    for (let at = table.starts[row]!; at < table.starts[row + 1]!; at++)
      counts[slots[table.decisions[at]!]!]!++;
  };
  const rows = bins.map((): number[] => []);
  for (let row = 0; row < count; row++) {
    rows[of[row]!]!.push(row);
    tally(row, all[of[row]!]!);
  }
  const until: number[] = [];
  const sizes: number[] = [];
  for (const [bin, added] of rows.entries()) {
    for (const row of added) until.push(row);
    const elite = bestRows(table, until, options.best ?? 'front');
    for (const row of elite) tally(row, best[bin]!);
    sizes.push(elite.length);
    yield (bin + 1) / bins.length;
  }
  return {
    by,
    bins: bins.map((bin, i) => ({ ...bin, candidates: rows[i]!.length, best: sizes[i]! })),
    candidates: count,
    questions: asked
      .map((question) => counted(question, all, best))
      .filter(({ places }) => places.some((n) => n > 0)),
  };
}

/** One question's shares, from the counts of all answers by bin. */
function counted(
  { options, first, ...question }: Asked,
  all: readonly Float64Array[],
  best: readonly Float64Array[],
): QuestionShares {
  const places = sums(all, first, options.length);
  const bestPlaces = sums(best, first, options.length);
  const toldIn = places.reduce((sum, value) => sum + value, 0);
  return {
    ...question,
    places,
    bestPlaces,
    options: options.map(({ label }, i) => {
      const inAll = Float64Array.from(all, (counts) => counts[first + i]!);
      const inBest = Float64Array.from(best, (counts) => counts[first + i]!);
      return {
        label,
        all: inAll.map((count, bin) => count / places[bin]!),
        best: inBest.map((count, bin) => count / bestPlaces[bin]!),
        allTold: inAll.reduce((sum, value) => sum + value, 0) / toldIn,
        bestTold: inBest.at(-1)! / bestPlaces.at(-1)!,
      };
    }),
  };
}

/** The best tenth of some rows, at least one. */
function bestRows(table: DecisionTable, rows: readonly number[], best: 'front' | 'error'): number[] {
  const count = Math.ceil(BEST * rows.length);
  if (best === 'error')
    return rows.toSorted((a, b) => table.error[a]! - table.error[b]! || a - b).slice(0, count);
  const points = rows.map((row) => [table.error[row]!, Math.log10(Math.max(1, table.parameters[row]!))]);
  const survivors = rankAndCrowdSurvivors(points, new Array<number>(rows.length).fill(0), count);
  return survivors.map((i) => rows[i]!);
}

/** A question as it is asked here, and where its options begin among all of them. */
type Asked = Question & { readonly first: number };

function questionsOf(questions: readonly Question[], byKind: boolean): Asked[] {
  const asked: Asked[] = [];
  let first = 0;
  const groups = byKind
    ? (Object.keys(KINDS) as Kind[]).flatMap((kind) => {
        const alike = questions.filter((question) => question.kind === kind);
        return alike.length > 1 ? [asOne(kind, alike)] : alike;
      })
    : questions;
  for (const question of groups) {
    asked.push({ ...question, options: [...question.options], first });
    first += question.options.length;
  }
  return asked;
}

function asOne(kind: Kind, alike: readonly Question[]): Question {
  const options = new Map(
    alike.flatMap((question) => question.options.map((option) => [option.key, option])),
  );
  const sorted = [...options.values()];
  if (sorted.every(({ key }) => typeof key === 'number'))
    sorted.sort((a, b) => (a.key as number) - (b.key as number));
  return { id: kind, kind, path: '', label: KINDS[kind], options: sorted };
}

/** For each decision the place of its answer among all options. */
function slotsOf({ book }: DecisionTable, asked: readonly Asked[]): Int32Array {
  const places = book.questions.map(({ id, kind, options }) => {
    const { first, options: known } =
      asked.find((each) => each.id === id) ?? asked.find((each) => each.id === kind)!;
    return options.map(({ key }) => first + known.findIndex((other) => other.key === key));
  });
  return Int32Array.from(
    book.questionOf,
    (question, decision) => places[question]![book.optionOf[decision]!]!,
  );
}

const sums = (counts: readonly Float64Array[], first: number, length: number): Float64Array =>
  Float64Array.from(counts, (each) => each.subarray(first, first + length).reduce((sum, n) => sum + n, 0));
