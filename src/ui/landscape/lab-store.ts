import { create } from 'zustand';
import { oneEdit } from '../../landscape/operators/generators.ts';
import type { ExperimentReport, Group, Operator, Outcome } from '../../landscape/operators/operator.ts';
import type { LandscapeReport } from '../../landscape/report.ts';
import { listener } from '../../run/client.ts';
import type { ColumnFacts, Imported, TableFacts } from '../../run/landscape/lab.ts';
import { type LabClient, startLab } from '../../run/landscape/lab-client.ts';
import type { Stage } from '../../run/landscape/progress.ts';
import type { ShelvedTable } from '../../run/landscape/tables/shelf.ts';
import { messageOf } from '../../run/message.ts';
import { DEFAULT_FAMILY, type Family } from './operators/family.ts';

/** A file whose rows are not all sound. */
export type Faults = Extract<Imported, { kind: 'faults' }> & { readonly file: File };

export interface LabState {
  /** Tables on this device, our own first; `null` before they are known. */
  readonly tables: readonly ShelvedTable[] | null;
  readonly table: TableFacts | null;
  readonly column: ColumnFacts | null;
  readonly report: LandscapeReport | null;
  /** How far the analysis is; `null` while there is none. */
  readonly analysing: Stage | null;
  /** What is going on with tables, in words. */
  readonly busy: string;
  readonly fault: string | null;
  readonly notice: string | null;
  readonly faults: Faults | null;
  /** The table that was removed last, until it is put back. */
  readonly removed: ShelvedTable | null;
  /** The architecture that all panels point out. */
  readonly selected: number | null;

  readonly family: Family;
  readonly experiment: ExperimentReport | null;
  readonly experimenting: Stage | null;
  readonly problem: string;
  readonly operator: Operator | null;
  readonly outcome: Readonly<Partial<Record<Group, Outcome>>> | null;
  readonly measuring: boolean;

  /** Shows the first table at the first look. */
  begin(): Promise<void>;
  open(id: string): Promise<void>;
  choose(column: string, minimise: boolean): Promise<void>;
  analyse(walks: boolean): Promise<void>;
  importFile(file: File, genotype?: string): Promise<void>;
  keepSound(): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  remove(table: ShelvedTable): Promise<void>;
  restore(): Promise<void>;
  dismiss(): void;
  select(node: number): void;
  setFamily(family: Family): void;
  setOperator(operator: Operator): void;
  runFamily(): Promise<void>;
  runOperator(): Promise<void>;
  cancelFamily(): void;
}

let worker: LabClient | undefined;

/** The lab, started at its first use. */
function lab(): LabClient {
  worker ??= startLab((why) =>
    useLab.setState({ fault: `The landscape worker stopped: ${why}. Reload the page.` }),
  );
  return worker;
}

/** The table and column that were looked at last. */
const REMEMBERED = 'cellscape:landscape';

interface Remembered {
  readonly id: string;
  readonly column: string;
  readonly minimise: boolean;
}

function remembered(): Partial<Remembered> {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}');
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}

function remember(what: Remembered): void {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(what));
  } catch {
    // Without storage the lab begins with its own table again.
  }
}

/** What came of an import, in words. */
function noticeOf({ warnings, problem }: Extract<Imported, { kind: 'stored' }>): string {
  const gaps = warnings.byKind.gap ?? 0;
  const others = warnings.total - gaps;
  return [
    problem ?? 'The table is kept on this device.',
    gaps > 0 &&
      `${gaps.toLocaleString('en')} values are missing: their rows are left out of that column's landscape.`,
    others > 0 && `${others.toLocaleString('en')} rows have an option that next to no other row has.`,
  ]
    .filter(Boolean)
    .join(' ');
}

const NOTHING_KNOWN = {
  report: null,
  analysing: null,
  selected: null,
  experiment: null,
  experimenting: null,
  problem: '',
  outcome: null,
} as const;

export const useLab = create<LabState>()((set, get) => {
  const attempt = async (busy: string, work: () => Promise<void>): Promise<boolean> => {
    set({ busy, fault: null, notice: null });
    try {
      await work();
      return true;
    } catch (error) {
      set({ fault: messageOf(error) });
      return false;
    } finally {
      set({ busy: '' });
    }
  };
  const refresh = async () => set({ tables: await lab().tables() });

  const take = async (imported: Imported, file: File | null) => {
    if (imported.kind === 'faults') {
      set({ faults: { ...imported, file: file! } });
      return;
    }
    await refresh();
    await show(imported.id);
    set({ faults: null, notice: noticeOf(imported) });
  };

  const show = async (id: string, wanted: Partial<Remembered> = {}) => {
    set({ table: null, column: null, ...NOTHING_KNOWN });
    const table = await lab().open(id);
    set({ table });
    const column = table.columns.find(({ name }) => name === wanted.column) ?? table.columns[0];
    if (!column) throw new Error(`${table.name} has no column of numbers.`);
    const minimise = column.name === wanted.column ? (wanted.minimise ?? column.less) : column.less;
    await look(column.name, minimise);
  };

  const look = async (name: string, minimise: boolean) => {
    const { table } = get();
    set({ column: null, ...NOTHING_KNOWN });
    const column = await lab().choose(name, minimise);
    if (get().table !== table) return;
    const sizes = column.positions.map(({ options }) => options.length);
    const before = get().operator;
    const fits =
      before?.options.length === sizes.length && before.options.every(({ length }, i) => length === sizes[i]);
    set({ column, operator: fits ? before : sizes.length > 0 ? oneEdit(sizes) : null });
    if (table) remember({ id: table.id, column: name, minimise });
    void get().analyse(false);
  };

  return {
    tables: null,
    table: null,
    column: null,
    ...NOTHING_KNOWN,
    busy: '',
    fault: null,
    notice: null,
    faults: null,
    removed: null,
    family: DEFAULT_FAMILY,
    operator: null,
    measuring: false,

    async begin() {
      if (get().table || get().busy !== '') return;
      await attempt('Opening …', async () => {
        await refresh();
        const wanted = remembered();
        const tables = get().tables ?? [];
        const found = tables.find(({ id }) => id === wanted.id) ?? tables[0];
        if (found) await show(found.id, wanted);
      });
    },
    open: async (id) => void (await attempt('Opening …', () => show(id))),
    choose: async (column, minimise) =>
      void (await attempt('Reading the column …', () => look(column, minimise))),
    async analyse(walks) {
      const { column } = get();
      if (!column) return;
      set({ analysing: { stage: 'Beginning', share: 0 } });
      try {
        const report = await lab().analyse(
          walks,
          listener((analysing: Stage) => {
            if (get().column === column) set({ analysing });
          }),
        );
        if (get().column !== column || !report) return;
        set({ report, analysing: null });
      } catch (error) {
        if (get().column === column) set({ analysing: null, fault: messageOf(error) });
      }
    },
    importFile: async (file, genotype) =>
      void (await attempt(`Reading ${file.name} …`, async () =>
        take(await lab().importFile(file, genotype), file),
      )),
    keepSound: async () => void (await attempt('Keeping …', async () => take(await lab().keepSound(), null))),
    rename: async (id, name) =>
      void (await attempt('Renaming …', async () => {
        await lab().rename(id, name);
        await refresh();
      })),
    remove: async (table) =>
      void (await attempt('Removing …', async () => {
        await lab().remove(table.id);
        set({ removed: table });
        await refresh();
        const [first] = get().tables ?? [];
        if (get().table?.id === table.id && first) await show(first.id);
      })),
    restore: async () =>
      void (await attempt('Putting back …', async () => {
        await lab().restore();
        set({ removed: null });
        await refresh();
      })),
    dismiss: () => set({ fault: null, notice: null, faults: null, removed: null }),
    select: (selected) => set({ selected }),
    setFamily: (family) => set({ family }),
    setOperator: (operator) => set({ operator, outcome: null }),
    async runFamily() {
      const { column, family } = get();
      if (!column) return;
      set({ experimenting: { stage: 'Beginning', share: 0 }, problem: '' });
      try {
        const experiment = await lab().experiment(
          family,
          family.options,
          listener((experimenting: Stage) => {
            if (get().column === column && get().experimenting) set({ experimenting });
          }),
        );
        if (get().column !== column) return;
        set({ experimenting: null, ...(experiment && { experiment }) });
      } catch (error) {
        if (get().column === column) set({ experimenting: null, problem: messageOf(error) });
      }
    },
    async runOperator() {
      const { column, operator, family } = get();
      if (!column || !operator) return;
      set({ measuring: true, problem: '' });
      try {
        const outcome = await lab().outcome(
          operator,
          family.options,
          listener(() => undefined),
        );
        if (get().operator === operator && get().column === column) set({ outcome });
      } catch (error) {
        set({ fault: messageOf(error) });
      } finally {
        set({ measuring: false });
      }
    },
    cancelFamily() {
      set({ experimenting: null });
      void lab().cancel('experiment');
    },
  };
});
