import { create } from 'zustand';
import { oneEdit } from '../../landscape/operators/generators.ts';
import type { ExperimentReport, Group, Operator, Outcome } from '../../landscape/operators/operator.ts';
import type { Progress } from '../../landscape/progress.ts';
import type { LandscapeReport } from '../../landscape/report.ts';
import { listener } from '../../run/client.ts';
import type { ColumnFacts, Imported, Stored, TableFacts } from '../../run/landscape/lab.ts';
import { type LabClient, startLab } from '../../run/landscape/lab-client.ts';
import type { ShelvedTable } from '../../run/landscape/tables/shelf.ts';
import { messageOf } from '../../run/message.ts';
import { noticeOf } from './notice-words.ts';
import { DEFAULT_FAMILY, type Family } from './operators/family.ts';
import { type Remembered, remember, remembered } from './remembered.ts';

/** A file whose rows are not all sound. */
export type Faults = Extract<Imported, { kind: 'faults' }> & { readonly file: File };

export interface LabState {
  /** Tables on this device, our own first; `null` before they are known. */
  readonly tables: readonly ShelvedTable[] | null;
  readonly table: TableFacts | null;
  readonly column: ColumnFacts | null;
  readonly report: LandscapeReport | null;
  /** How far the analysis is; `null` while there is none. */
  readonly analysing: Progress | null;
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
  readonly experimenting: Progress | null;
  readonly problem: string;
  readonly operator: Operator | null;
  readonly outcome: Readonly<Partial<Record<Group, Outcome>>> | null;
  readonly measuring: boolean;

  /** Looks at the list of tables again. */
  refresh(): void;
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
  /** Takes the notices away. */
  dismiss(): void;
  /** Closes the list of what is wrong with a file. */
  closeFaults(): void;
  /** What is left when the worker has failed: the next table that is opened starts another. */
  restart(why: string): void;
  select(node: number): void;
  setFamily(family: Family): void;
  setOperator(operator: Operator): void;
  runFamily(): Promise<void>;
  runOperator(): Promise<void>;
  cancelFamily(): void;
}

let worker: LabClient | undefined;

/** The lab, started at its first use, and anew after it has failed. */
function lab(): LabClient {
  worker ??= startLab((why) => {
    worker = undefined;
    useLab.getState().restart(why);
  });
  return worker;
}

const NOTHING_KNOWN = {
  report: null,
  analysing: null,
  selected: null,
  experiment: null,
  experimenting: null,
  problem: '',
  outcome: null,
  measuring: false,
} as const;

export const useLab = create<LabState>()((set, get) => {
  /** What is going on with tables, the newest last. */
  const under = new Map<symbol, string>();
  const attempt = async (busy: string, work: () => Promise<void>): Promise<void> => {
    const mine = Symbol(busy);
    under.set(mine, busy);
    set({ busy, fault: null, notice: null });
    try {
      await work();
    } catch (error) {
      set({ fault: messageOf(error) });
    } finally {
      under.delete(mine);
      set({ busy: [...under.values()].at(-1) ?? '' });
    }
  };

  /** Tables and columns that were gone to so far. */
  let views = 0;
  /** Goes to another table or column. What leads to an older one is given up then, and its faults are of no interest. */
  const go = async (work: (newest: () => boolean) => Promise<void>): Promise<void> => {
    const mine = ++views;
    const newest = () => mine === views;
    try {
      await work(newest);
    } catch (error) {
      if (newest()) throw error;
    }
  };

  /** The newest question of each kind about the column. */
  const questions = new Map<'analysis' | 'experiment' | 'outcome', symbol>();
  /**
   * Asks about the column that is looked at. Only the newest question counts, and only until it is answered: news of
   * progress come by a way of their own, and may come after the answer.
   */
  const ask = (kind: 'analysis' | 'experiment' | 'outcome') => {
    const mine = Symbol(kind);
    const { column } = get();
    questions.set(kind, mine);
    const open = () => questions.get(kind) === mine && get().column === column;
    /** Whether the answer counts; nothing does after it. */
    const close = () => open() && questions.delete(kind);
    return { open, close };
  };

  const refresh = async () => set({ tables: await lab().tables() });

  /** Shows what was imported, unless another table or column was gone to since `before`. */
  const take = async (imported: Stored, before: number) => {
    set({ faults: null });
    await refresh();
    if (views === before) await show(imported.id);
    set({ notice: noticeOf(imported) });
  };

  const show = (id: string, wanted: Partial<Remembered> = {}) =>
    go(async (newest) => {
      set({ table: null, column: null, ...NOTHING_KNOWN });
      const table = await lab().open(id);
      if (!newest() || !table) return;
      set({ table });
      const column = table.columns.find(({ name }) => name === wanted.column) ?? table.columns[0];
      if (!column) throw new Error(`${table.name} has no column of numbers.`);
      const minimise = column.name === wanted.column ? (wanted.minimise ?? column.less) : column.less;
      await look(column.name, minimise, newest);
    });

  const look = async (name: string, minimise: boolean, newest: () => boolean) => {
    const { table } = get();
    set({ column: null, ...NOTHING_KNOWN });
    const column = await lab().choose(name, minimise);
    if (!newest()) return;
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

    refresh: () => void refresh().catch(() => undefined),
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
    open: (id) =>
      attempt('Opening …', async () => {
        try {
          await show(id);
        } finally {
          // Another tab may have removed tables, this one among them.
          await refresh().catch(() => undefined);
        }
      }),
    choose: (column, minimise) =>
      attempt('Reading the column …', () => go((newest) => look(column, minimise, newest))),
    async analyse(walks) {
      if (!get().column) return;
      const { open, close } = ask('analysis');
      set({ analysing: { stage: 'Beginning', share: 0 } });
      try {
        const report = await lab().analyse(
          walks,
          listener((analysing: Progress) => {
            if (open()) set({ analysing });
          }),
        );
        if (close()) set({ analysing: null, ...(report && { report }) });
      } catch (error) {
        if (close()) set({ analysing: null, fault: messageOf(error) });
      }
    },
    importFile: (file, genotype) =>
      attempt(`Reading ${file.name} …`, async () => {
        const before = views;
        const imported = await lab().importFile(file, genotype);
        if (imported.kind === 'faults') set({ faults: { ...imported, file } });
        else await take(imported, before);
      }),
    keepSound: () =>
      attempt('Keeping …', async () => {
        const before = views;
        await take(await lab().keepSound(), before);
      }),
    rename: (id, name) =>
      attempt('Renaming …', async () => {
        await lab().rename(id, name);
        await refresh();
      }),
    remove: (table) =>
      attempt('Removing …', async () => {
        // Another tab may have been first: then it is that one's to put back.
        if (await lab().remove(table.id)) set({ removed: table });
        await refresh();
        const [first] = get().tables ?? [];
        if (get().table?.id === table.id && first) await show(first.id);
      }),
    restore: () =>
      attempt('Putting back …', async () => {
        await lab().restore();
        set({ removed: null });
        await refresh();
      }),
    dismiss: () => set({ fault: null, notice: null, removed: null }),
    closeFaults: () => set({ faults: null, fault: null }),
    restart(why) {
      views++;
      const tables = get().tables?.filter(({ unsaved }) => !unsaved) ?? null;
      set({ tables, table: null, column: null, removed: null, faults: null, ...NOTHING_KNOWN });
      set({ fault: `The landscape worker stopped: ${why}. Choose a table to start it again.` });
    },
    select: (selected) => set({ selected }),
    setFamily: (family) => set({ family }),
    setOperator: (operator) => set({ operator, outcome: null }),
    async runFamily() {
      const { column, family } = get();
      if (!column) return;
      const { open, close } = ask('experiment');
      set({ experimenting: { stage: 'Beginning', share: 0 }, problem: '' });
      try {
        const experiment = await lab().experiment(
          family,
          family.options,
          listener((experimenting: Progress) => {
            if (open()) set({ experimenting });
          }),
        );
        if (close()) set({ experimenting: null, ...(experiment && { experiment }) });
      } catch (error) {
        if (close()) set({ experimenting: null, problem: messageOf(error) });
      }
    },
    async runOperator() {
      const { column, operator, family } = get();
      if (!column || !operator) return;
      const { close } = ask('outcome');
      set({ measuring: true, fault: null });
      try {
        const outcome = await lab().outcome(
          operator,
          family.options,
          listener(() => undefined),
        );
        // Of an operator that was changed meanwhile nothing is shown.
        if (close()) set({ measuring: false, ...(get().operator === operator && { outcome }) });
      } catch (error) {
        if (close()) set({ measuring: false, fault: messageOf(error) });
      }
    },
    cancelFamily() {
      questions.delete('experiment');
      set({ experimenting: null });
      // A worker that has failed has nothing left to cancel.
      worker?.cancel('experiment').catch(() => undefined);
    },
  };
});
