import { create } from 'zustand';
import { messageOf } from '../../run/message.ts';
import type { RunHead } from '../../run/storage/database.ts';
import { askToPersist } from '../persist.ts';
import { saveFile } from '../shared/save-file.ts';
import { coordinator, deviceNow, listen, useApp } from '../store.ts';

/** The runs on this device, and what can be done with them. */
export interface RunsState {
  /** The latest first, those that were thrown away among them; `null` before they are known. */
  readonly runs: readonly RunHead[] | null;
  /** Why nothing can be stored. */
  readonly problem: string | null;
  readonly fault: string | null;
  /** What was done last, in words. */
  readonly notice: string | null;
  /** The run that was thrown away last: it can be brought back. */
  readonly thrown: RunHead | null;
  /** A run that ended with its tab and waits for a decision. */
  readonly interrupted: RunHead | null;
  /** What is going on, in words. */
  readonly busy: string;

  refresh(): Promise<void>;
  /** Shows a run; true where it could be. */
  open(id: string): Promise<boolean>;
  describe(id: string, changes: Partial<Pick<RunHead, 'name' | 'note' | 'star'>>): void;
  duplicate(id: string): void;
  remove(run: RunHead): void;
  restore(run: RunHead): void;
  purge(id: string): void;
  exportRun(id: string, withWeights: boolean): void;
  importFile(file: File): Promise<void>;
  deleteAll(): Promise<void>;
  /** What becomes of the interrupted run. */
  decide(decision: 'resume' | 'open' | 'discard'): Promise<void>;
  dismiss(): void;
}

/** Bytes of a run file at most; the reader knows more limits. */
const LARGEST_FILE = 200 * 2 ** 20;

export const useRuns = create<RunsState>()((set, get) => {
  const attempt = async (busy: string, work: () => Promise<unknown>): Promise<boolean> => {
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
  return {
    runs: null,
    problem: null,
    fault: null,
    notice: null,
    thrown: null,
    interrupted: null,
    busy: '',

    async refresh() {
      try {
        const list = await coordinator.runs();
        set(list);
        // Thrown away, gone on with or finished elsewhere meanwhile.
        const waiting = get().interrupted;
        const now = waiting && list.runs.find(({ id }) => id === waiting.id);
        if (waiting && (!now || now.removed !== null || now.events !== waiting.events))
          set({ interrupted: null });
      } catch (error) {
        set({ problem: messageOf(error), runs: get().runs ?? [] });
      }
    },
    open: (id) => attempt('Opening …', async () => coordinator.openStored(id, await deviceNow())),
    describe: (id, changes) => {
      askToPersist();
      void attempt('', () => coordinator.describe(id, changes));
    },
    duplicate: (id) => void attempt('Copying …', () => coordinator.duplicate(id)),
    remove: (run) =>
      void attempt('', async () => {
        await coordinator.remove(run.id);
        set({ thrown: run });
      }),
    restore: ({ id }) =>
      void attempt('', async () => {
        await coordinator.restore(id);
        set({ thrown: null });
      }),
    purge: (id) => void attempt('', () => coordinator.purge(id)),
    exportRun: (id, withWeights) =>
      void attempt('Packing …', async () => {
        const { name, bytes } = await coordinator.exportRun(id, withWeights);
        const file = name.replaceAll(/[^\p{L}\p{N} _()-]/gu, '').trim() || 'run';
        saveFile(`${file}.cellscape.zip`, bytes as Uint8Array<ArrayBuffer>, 'application/zip');
      }),
    importFile: async (file) => {
      await attempt(`Reading ${file.name} …`, async () => {
        if (file.size > LARGEST_FILE)
          throw new Error(
            `${file.name} has ${Math.ceil(file.size / 2 ** 20)} MB; run files have 200 at most.`,
          );
        const { id, notes } = await coordinator.importRun(new Uint8Array(await file.arrayBuffer()));
        await coordinator.openStored(id, await deviceNow());
        set({ notice: [`${file.name} is among your runs.`, ...notes].join(' ') });
      });
    },
    deleteAll: async () => {
      await attempt('Deleting …', async () => {
        await coordinator.deleteAll();
        localStorage.clear();
        sessionStorage.clear();
        location.reload();
      });
    },
    decide: async (decision) => {
      const run = get().interrupted;
      if (!run) return;
      await attempt(decision === 'resume' ? 'Resuming …' : 'Opening …', async () => {
        if (decision === 'discard') {
          await coordinator.remove(run.id);
          set({ thrown: run });
        } else {
          await coordinator.openStored(run.id, await deviceNow());
          if (decision === 'resume') await useApp.getState().reopen();
        }
        set({ interrupted: null });
      });
    },
    dismiss: () => set({ fault: null, notice: null, thrown: null }),
  };
});

listen((message) => {
  if (message.kind === 'runs') void useRuns.getState().refresh();
  // Opened otherwise, it waits for no decision any more.
  if (message.kind === 'opened' && message.run === useRuns.getState().interrupted?.id)
    useRuns.setState({ interrupted: null });
});

/**
 * Shows what was shown last: a run under way in another tab is read along, one that is over is opened, and one that was
 * interrupted waits for a decision.
 */
export async function openLatest(): Promise<void> {
  await useRuns.getState().refresh();
  const kept = (useRuns.getState().runs ?? []).filter(
    ({ removed, events }) => removed === null && events > 0,
  );
  const [latest] = [...kept].sort((a, b) => b.updated - a.updated);
  if (!latest || useApp.getState().starting || useApp.getState().run) return;
  const { summary, id } = latest;
  if (summary.phase !== 'finished' && !(await coordinator.isWritten(id)))
    useRuns.setState({ interrupted: latest });
  else await useRuns.getState().open(id);
}
