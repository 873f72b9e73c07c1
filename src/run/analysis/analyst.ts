import type { SpaceDocument } from '../../space/document.ts';
import { compileSpace, type Space } from '../../space/hierarchy.ts';
import { describeProblems, parseDocument } from '../../space/parse-document.ts';
import type { Genotype } from '../../space/tree.ts';
import type { BinOptions } from './bins.ts';
import { type AnalysedCandidate, DecisionTable } from './decision-table.ts';
import { type DifferenceView, differenceView } from './difference-view.ts';
import { type PopulationCourse, populationOf } from './population.ts';
import { type ImportanceOptions, type ImportanceReport, questionImportance } from './question-importance.ts';
import { type ShareOptions, type Shares, sharesOf } from './shares.ts';

/** What is asked of a run's candidates. Answers are plain data. */
export interface Analyst {
  /** Begins anew with a space; what is being answered is given up. Throws an `Error` in words where it is not valid. */
  reset(document: SpaceDocument): void;
  /**
   * Takes in evaluated candidates, in the order of evaluation; those that are known are passed over. Returns how many
   * there are.
   */
  add(batch: readonly AnalysedCandidate[]): number;
  /** See `sharesOf`; `null` where a newer question of this kind came meanwhile. So the others. */
  shares(options?: ShareOptions): Promise<Shares | null>;
  /** See `questionImportance`; `null` also with too few candidates. The two figures do not disturb each other. */
  importance(options: ImportanceOptions): Promise<ImportanceReport | null>;
  /** See `populationOf`. */
  population(options?: BinOptions): Promise<PopulationCourse | null>;
  /** See `differenceView`. */
  difference(before: Genotype, after: Genotype): DifferenceView;
}

/** `breath` is waited for in between two pieces of work. All questions throw an `Error` before the first `reset`. */
export function createAnalyst(breath: () => Promise<void>): Analyst {
  let current: { readonly space: Space; readonly table: DecisionTable } | undefined;
  /** The last question of each kind. */
  const asked = new Map<string, symbol>();

  const run = () => {
    if (!current) throw new Error('There is no run to analyse.');
    return current;
  };

  /** Works a question off; gives up when another of its kind has come, or another run. */
  async function answer<T>(kind: string, work: Generator<number, T>): Promise<T | null> {
    const question = Symbol(kind);
    asked.set(kind, question);
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
      await breath();
      if (asked.get(kind) !== question) return null;
    }
  }

  return {
    reset(document) {
      asked.clear();
      current = undefined;
      const parsed = parseDocument(document);
      if (!parsed.ok) throw new Error(`The search space is not valid.\n${describeProblems(parsed.problems)}`);
      const space = compileSpace(parsed.document);
      current = { space, table: new DecisionTable(space) };
    },
    add(batch) {
      const { table } = run();
      for (const each of batch) table.add(each);
      return table.count;
    },
    shares: async (options) => answer('shares', sharesOf(run().table, options)),
    importance: async (options) =>
      answer(`importance of ${options.figure}`, questionImportance(run().table, options)),
    population: async (options) => answer('population', populationOf(run().table, options)),
    difference: (before, after) => differenceView(run().space, before, after),
  };
}
