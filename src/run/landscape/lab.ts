import { analyse, PUBLISHED_WALKS } from '../../landscape/analysis.ts';
import type { ImportedColumn } from '../../landscape/import/columns.ts';
import type { Fault, FaultList } from '../../landscape/import/fault.ts';
import { importTable } from '../../landscape/import/import-table.ts';
import type { ImportedTable } from '../../landscape/import/imported-table.ts';
import { landscapeOfImported } from '../../landscape/import/landscape-of-imported.ts';
import type { Landscape } from '../../landscape/landscape.ts';
import { runExperiments } from '../../landscape/operators/experiments.ts';
import type {
  ExperimentOptions,
  ExperimentReport,
  Group,
  Operator,
  Outcome,
} from '../../landscape/operators/operator.ts';
import type { Progress } from '../../landscape/progress.ts';
import type { LandscapeReport } from '../../landscape/report.ts';
import { type FamilyRequest, operatorsOf } from './family.ts';
import { createDesk } from './progress.ts';
import type { TableCard } from './tables/built-in.ts';
import type { Shelf, ShelvedTable } from './tables/shelf.ts';

/** A column that can be climbed. */
export interface NumericColumn {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Rows without a number: they are left out of its landscape. */
  readonly gaps: number;
  /** It seems to be better when it is less. */
  readonly less: boolean;
}

/** What the page knows of the table that is open. */
export interface TableFacts {
  readonly id: string;
  readonly name: string;
  readonly rows: number;
  /** How many combinations of options there are; `undefined` where the space is no product of choices. */
  readonly combinations: number | undefined;
  readonly columns: readonly NumericColumn[];
  /** How our own table was made. */
  readonly card: TableCard | undefined;
}

/** A column as a graph, for the page. Nodes are rows; where rows were left out, their numbers differ from the table's. */
export interface ColumnFacts {
  readonly column: string;
  readonly minimise: boolean;
  readonly count: number;
  /** Rows that were left out because they have gaps. */
  readonly leftOut: number;
  readonly diameter: number;
  /** Largest value of the column. */
  readonly maximum: number;
  /** The positions of an architecture and what can be chosen there; none where the space is no product of choices. */
  readonly positions: readonly { readonly name: string; readonly options: readonly string[] }[];
  /** What is chosen: node after node, position after position. */
  readonly digits: Uint8Array;
  readonly starts: Int32Array;
  readonly neighbours: Int32Array;
  readonly fitness: Float64Array;
  /** What the architectures are called, where there are no positions. */
  readonly labels: readonly string[];
}

/** A table that was kept. */
export interface Stored {
  readonly kind: 'stored';
  readonly id: string;
  readonly warnings: FaultList;
  /** Why it lives in this tab alone. */
  readonly problem: string | null;
}

/** What came of a file. */
export type Imported =
  | Stored
  | {
      readonly kind: 'faults';
      readonly name: string;
      readonly faults: readonly Fault[];
      readonly total: number;
      readonly rows: number;
      readonly sound: number;
      /** Whether the sound rows alone make a table. */
      readonly usable: boolean;
      /** Columns that could say which architecture a row is. */
      readonly genotypes: readonly string[];
      readonly columns: readonly string[];
    };

/** Tables and their landscapes: what the page asks of the lab's worker. Answers are plain data. */
export interface Lab {
  tables(): Promise<readonly ShelvedTable[]>;
  /** `null` where another one was asked for meanwhile. Throws an `Error` in words where the table cannot be read. */
  open(id: string): Promise<TableFacts | null>;
  /** Reads a file and keeps it, if every row is sound; its size is looked at before it is read. */
  importFile(file: File, genotype?: string): Promise<Imported>;
  /** Keeps the sound rows of the file that was imported last. */
  keepSound(): Promise<Stored>;
  rename(id: string, name: string): Promise<void>;
  /** Whether there was such a table, which can be put back. */
  remove(id: string): Promise<boolean>;
  /** Puts the table back that was removed last. */
  restore(): Promise<void>;
  /** Looks at a column. What was asked of another one is given up. */
  choose(column: string, minimise: boolean): Promise<ColumnFacts>;
  /** `null` where something newer was asked, or it was cancelled. So the others. */
  analyse(walks: boolean, onStage: (stage: Progress) => void): Promise<LandscapeReport | null>;
  experiment(
    family: FamilyRequest,
    options: ExperimentOptions,
    onStage: (stage: Progress) => void,
  ): Promise<ExperimentReport | null>;
  /** What one operator does, from each group. */
  outcome(
    operator: Operator,
    options: ExperimentOptions,
    onStage: (stage: Progress) => void,
  ): Promise<Readonly<Partial<Record<Group, Outcome>>> | null>;
  cancel(kind: 'analysis' | 'experiment' | 'outcome'): void;
}

export interface Surroundings {
  readonly shelf: Shelf;
  breath(): Promise<void>;
  /** Milliseconds. */
  now(): number;
}

/** The lab, wherever it runs. Whatever needs a table or a column throws an `Error` before there is one. */
export function createLab({ shelf, breath, now }: Surroundings): Lab {
  const desk = createDesk(breath, now);
  let table: ImportedTable | undefined;
  /** Tables that were asked for so far. */
  let opened = 0;
  let chosen: { readonly table: ImportedTable; readonly landscape: Landscape } | undefined;
  /** The sound rows of the last file with faults, as text. */
  let pending:
    | { readonly name: string; readonly text: string; readonly genotype: string | undefined }
    | undefined;

  const open = () => {
    if (!table) throw new Error('No table is open.');
    return table;
  };
  const column = () => {
    if (!chosen) throw new Error('No column is looked at.');
    return chosen;
  };
  const forget = () => {
    chosen = undefined;
    for (const kind of ['analysis', 'experiment', 'outcome']) desk.cancel(kind);
  };

  return {
    tables: () => shelf.list(),
    async open(id) {
      forget();
      table = undefined;
      const mine = ++opened;
      const { name, text, genotype, card } = await shelf.read(id);
      // The last one that was asked for is the one that is open, however long each took to read.
      if (mine !== opened) return null;
      // By its text alone: a CSV that was renamed to something.json stays a CSV.
      const read = importTable('', text, { genotype });
      const found = read.table;
      if (!found) throw new Error(`${name} cannot be read any more. ${wordsOf(read.faults)}`);
      table = found;
      return { id, ...factsOf(found), name, card };
    },
    async importFile(file, genotype) {
      const text = await shelf.textOf(file);
      return keep(file.name, text, genotype);
    },
    async keepSound() {
      if (!pending) throw new Error('There is no file whose sound rows could be kept.');
      const { name, text, genotype } = pending;
      const read = importTable(name, text, { genotype });
      if (!read.table) throw new Error('Its sound rows make no table.');
      pending = undefined;
      return store(name, text, genotype, read.table, read.faults);
    },
    rename: (id, name) => shelf.rename(id, name),
    remove: (id) => shelf.remove(id),
    restore: () => shelf.restore(),
    async choose(name, minimise) {
      forget();
      const whole = open();
      const kept = whole.numbers(name).some(Number.isNaN) ? whole.withoutGaps([name]) : whole;
      const landscape = landscapeOfImported(kept, name, minimise);
      chosen = { table: kept, landscape };
      const { count, diameter, product, starts, neighbours, fitness } = landscape;
      const positions = product ? (kept.positions ?? []) : [];
      return {
        column: name,
        minimise,
        count,
        leftOut: whole.rows - count,
        diameter,
        maximum: kept.numbers(name).reduce((a, b) => Math.max(a, b)),
        positions,
        digits: product?.digits ?? new Uint8Array(0),
        starts,
        neighbours,
        fitness,
        labels: product ? [] : Array.from({ length: count }, (_, node) => kept.label(node)),
      };
    },
    analyse: async (walks, onStage) =>
      desk.answer(
        'analysis',
        analyse(column().landscape, { walks: walks ? PUBLISHED_WALKS : undefined }),
        onStage,
      ),
    async experiment(family, options, onStage) {
      const { table: rows, landscape } = column();
      const work = function* () {
        const operators = yield* operatorsOf(family, rows, landscape, options.seed);
        return yield* runExperiments(landscape, operators, options);
      };
      return desk.answer('experiment', work(), onStage);
    },
    async outcome(operator, options, onStage) {
      const { landscape } = column();
      const report = await desk.answer('outcome', runExperiments(landscape, [operator], options), onStage);
      return report && Object.fromEntries(report.groups.map(({ group, outcomes }) => [group, outcomes[0]!]));
    },
    cancel: (kind) => desk.cancel(kind),
  };

  async function store(
    name: string,
    text: string,
    genotype: string | undefined,
    { rows, columns, leftOut }: ImportedTable,
    warnings: FaultList,
  ): Promise<Stored> {
    const kept = await shelf.add({ name, text, genotype, rows, columns: columns.length, leftOut });
    return { kind: 'stored', ...kept, warnings };
  }

  async function keep(name: string, text: string, genotype: string | undefined): Promise<Imported> {
    const read = importTable(name, text, { genotype });
    if (read.ok) {
      pending = undefined;
      return store(name, text, genotype, read.table, read.faults);
    }
    pending = { name, text, genotype };
    const { faults, rows, sound, genotypes, columns } = read;
    return {
      kind: 'faults',
      name,
      faults: faults.listed,
      total: faults.total,
      rows,
      sound,
      usable: read.table !== undefined,
      genotypes,
      columns,
    };
  }
}

/** The first faults in words. */
const wordsOf = ({ listed }: FaultList): string =>
  listed
    .slice(0, 3)
    .map(({ what, mend }) => `${what}. ${mend}`)
    .join(' ');

/** What can be climbed, the likeliest first. */
const ROLES = ['fitness', 'loss', 'cost'] as const;
const placeOf = ({ role }: ImportedColumn): number => (ROLES as readonly string[]).indexOf(role);

function factsOf(table: ImportedTable): Pick<TableFacts, 'rows' | 'combinations' | 'columns'> {
  const { rows, positions, columns } = table;
  const numeric = columns.filter(({ numbers, name }) => numbers && name !== table.genotype);
  const meant = numeric.filter(({ role }) => ROLES.some((each) => each === role));
  // What looks like the number of the row may be all that was measured: the rank, in a table sorted by it.
  const climbed = meant.length > 0 ? meant : numeric;
  climbed.sort((a, b) => placeOf(a) - placeOf(b));
  return {
    rows,
    combinations: positions?.reduce((all, { options }) => all * options.length, 1),
    columns: climbed.map(({ name, role, numbers }) => ({ name, ...numbers!, less: role !== 'fitness' })),
  };
}
