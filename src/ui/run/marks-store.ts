import { create } from 'zustand';
import { messageOf } from '../../run/message.ts';
import type { CandidateMark } from '../../run/storage/database.ts';

/** What the user says of a candidate. */
export type Mark = CandidateMark;

export type Marks = ReadonlyMap<number, Mark>;

/** Where marks outlive the page, or a change of the run. */
export interface MarksKeeper {
  load(run: string): Promise<Marks>;
  save(run: string, marks: Marks): Promise<void>;
}

/** Keeps marks as long as the page is there. */
export function inMemory(): MarksKeeper {
  const kept = new Map<string, Marks>();
  return {
    load: async (run) => kept.get(run) ?? new Map(),
    save: async (run, marks) => void kept.set(run, marks),
  };
}

export const NO_MARK: Mark = { star: false, note: '' };

/** Longer notes are cut. */
export const NOTE_LENGTH = 500;

export interface MarksState {
  /** The run that the marks are of. */
  readonly run: string | null;
  /** Candidates with a star or a note. */
  readonly marks: Marks;
  /** Why marks could not be loaded or saved last, in words; else `null`. */
  readonly problem: string | null;
  /** Shows the marks of a run. Those made before they are loaded go over what was kept. */
  load(run: string): Promise<void>;
  setMark(candidate: number, mark: Mark): void;
}

let keeper = inMemory();

/** From now on marks are loaded and saved there. */
export function keepMarks(where: MarksKeeper): void {
  keeper = where;
}

/** The marks of one run, shown or not. */
interface Page {
  readonly run: string;
  marks: Marks;
  /** Candidates marked before what was kept is there; `null` when it is. */
  early: Set<number> | null;
}

export const useMarks = create<MarksState>()((set, get) => {
  let page: Page | null = null;
  /** For each run the last load or save, which the next one waits for. */
  const queues = new Map<string, Promise<void>>();
  const enqueue = (run: string, what: string, work: () => Promise<void>): Promise<void> => {
    const next = (queues.get(run) ?? Promise.resolve()).then(work).then(
      () => set({ problem: null }),
      (error: unknown) => set({ problem: `Stars and notes could not be ${what}: ${messageOf(error)}` }),
    );
    queues.set(run, next);
    return next;
  };
  return {
    run: null,
    marks: new Map(),
    problem: null,
    load(run) {
      if (get().run === run) return queues.get(run) ?? Promise.resolve();
      const opened: Page = { run, marks: new Map(), early: new Set() };
      page = opened;
      set({ run, marks: opened.marks, problem: null });
      return enqueue(run, 'loaded', async () => {
        const kept = await keeper.load(run);
        const rest = [...kept].filter(([candidate]) => !opened.early!.has(candidate));
        opened.marks = new Map([...rest, ...opened.marks]);
        opened.early = null;
        // Another run may be shown by now.
        if (page === opened) set({ marks: opened.marks });
      });
    },
    setMark(candidate, { star, note }) {
      const shown = page;
      if (!shown) return;
      shown.early?.add(candidate);
      const changed = new Map(shown.marks);
      if (star || note !== '') changed.set(candidate, { star, note: note.slice(0, NOTE_LENGTH) });
      else changed.delete(candidate);
      shown.marks = changed;
      set({ marks: changed });
      void enqueue(shown.run, 'saved', async () => {
        // Where what was kept could not be read, it must not be written over.
        if (shown.early) throw new Error('what was kept before could not be read.');
        await keeper.save(shown.run, shown.marks);
      });
    },
  };
});
