import { create } from 'zustand';
import type { Contestant } from '../../run/comparison.ts';
import { type ComparisonView, foldComparison } from '../../run/comparison-fold.ts';
import { messageOf } from '../../run/message.ts';
import { withStrategy } from '../../run/settings.ts';
import { saveFile } from '../shared/save-file.ts';
import { coordinator, deviceNow, listen, useApp } from '../store.ts';

/** What runs are compared by. */
export type Measure = 'hypervolume' | 'error';

export interface CompareState {
  /** Ids of the strategies that take part, in the order in which they were chosen. */
  readonly chosen: readonly string[];
  /** Runs of each. */
  readonly runs: number;
  /** Candidates of a run. */
  readonly evaluations: number;
  readonly measure: Measure;
  readonly view: ComparisonView | null;
  readonly starting: boolean;
  readonly fault: string | null;

  set(changes: Partial<Pick<CompareState, 'chosen' | 'runs' | 'evaluations' | 'measure' | 'fault'>>): void;
  start(): Promise<void>;
  pause(): void;
  resume(): void;
  stop(): void;
  /** Saves the log as a file. */
  exportLog(): void;
}

/** The most strategies that a chart can tell apart. */
export const MOST = 6;

/** The parameters set on the Run screen are the chosen strategy's; all others have their usual ones. */
export function contestantsOf(chosen: readonly string[]): Contestant[] {
  const { settings } = useApp.getState();
  return chosen.map((strategy) => ({
    strategy,
    parameters:
      strategy === settings.strategy ? settings.parameters : withStrategy(settings, strategy).parameters,
  }));
}

export const useCompare = create<CompareState>()((set, get) => {
  const attempt = async (command: () => Promise<void>) => {
    try {
      await command();
    } catch (error) {
      set({ fault: messageOf(error) });
    }
  };
  return {
    chosen: ['nsga2', 'lemonade', 'random'],
    runs: 5,
    evaluations: 24,
    measure: 'hypervolume',
    view: null,
    starting: false,
    fault: null,

    set,
    start: () =>
      attempt(async () => {
        const { chosen, runs, evaluations, starting } = get();
        if (starting) return;
        const { occupied } = useApp.getState();
        if (occupied !== '') throw new Error(occupied);
        set({ starting: true, fault: null });
        try {
          const { space, settings } = useApp.getState();
          const device = await deviceNow();
          const contestants = contestantsOf(chosen);
          await coordinator.compare(space, { ...settings, evaluations }, contestants, runs, device);
        } finally {
          set({ starting: false });
        }
      }),
    pause: () => void attempt(() => coordinator.pause()),
    resume: () => void attempt(() => coordinator.resume()),
    stop: () => void attempt(() => coordinator.stop()),
    exportLog: () =>
      void attempt(async () =>
        saveFile('cellscape-comparison.jsonl', await coordinator.exportComparison(), 'application/jsonl'),
      ),
  };
});

listen((message) => {
  if (message.kind !== 'comparison') return;
  const { events } = message;
  const before = events[0]?.type === 'comparisonStarted' ? null : useCompare.getState().view;
  useCompare.setState({ view: foldComparison(before, events) });
});
