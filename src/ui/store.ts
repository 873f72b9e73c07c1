import { create } from 'zustand';
import {
  type CoordinatorClient,
  type DesignerClient,
  listener,
  MNIST_URL,
  startCoordinator,
  startDesigner,
} from '../run/client.ts';
import type { SpaceReport } from '../run/designer.worker.ts';
import type { DeviceReport } from '../run/devices.ts';
import { foldRun, type RunView } from '../run/fold.ts';
import { type BackendName, DEFAULT_SETTINGS, type RunSettings } from '../run/settings.ts';
import type { SpaceDocument } from '../space/document.ts';
import { parseDocument } from '../space/parse-document.ts';
import { HIERARCHICAL_SMALL } from '../space/presets.ts';
import { type EarlierSpace, keepEarlier, loadEarlier, saveEarlier } from './earlier.ts';
import { EMPTY_HISTORY, type History, recordEdit, redo, undo } from './history.ts';
import { loadSaved, save, type Theme } from './saved.ts';
import { saveFile } from './shared/save-file.ts';

/** What the page shows. The run itself lives in the coordinator; here is the fold over its events. */
export interface AppState {
  readonly space: SpaceDocument;
  readonly settings: RunSettings;
  readonly theme: Theme;
  /** What the coordinator says of the space and the settings; `null` until it has. */
  readonly report: SpaceReport | null;
  readonly device: DeviceReport | null;
  readonly run: RunView | null;
  /** A run is being set up (data, workers); there may be no event yet. */
  readonly starting: boolean;
  /** What went wrong last, in words; dismissed by the user or the next start. */
  readonly fault: string | null;
  /** Whether the space and the settings outlive this page: not where storage is full or forbidden, or the space invalid. */
  readonly saved: 'saved' | 'invalid' | 'refused';

  /** Versions of the space to go back and forward to. */
  readonly history: History<SpaceDocument>;
  /** Spaces of the user's that others took the place of, the latest first. */
  readonly earlier: readonly EarlierSpace[];

  /** Edits the space; `label` says how, in words: "operations". */
  setSpace(space: SpaceDocument, label: string): void;
  /** Puts another space in this one's place: a template's, a file's, a link's. What the user made is kept among the earlier ones. */
  openSpace(space: SpaceDocument, label: string): void;
  undo(): void;
  redo(): void;
  changeSettings(changes: Partial<RunSettings>): void;
  setTheme(theme: Theme): void;
  play(): Promise<void>;
  pause(): void;
  stop(): void;
  dismissFault(): void;
  /** Saves the run's log as a file. */
  exportLog(): void;
  /** Measures the backends again. */
  measureAgain(): void;
}

/** The backend a run would take now; `null` where none works. */
export function chosenBackend({
  settings,
  device,
}: Pick<AppState, 'settings' | 'device'>): BackendName | null {
  return settings.backend === 'auto' ? (device?.fastest ?? null) : settings.backend;
}

export const coordinator: CoordinatorClient = startCoordinator((why) =>
  useApp.setState({
    fault: `The search worker stopped: ${why}. Reload the page to go on; space and settings are kept.`,
  }),
);

/** Counting, sampling and drawing, beside the run. */
export const designer: DesignerClient = startDesigner((why) =>
  useApp.setState({
    fault: `The design worker stopped: ${why}. Reload the page to go on; the space is kept.`,
  }),
);

/** The change of the state that a step through the history makes. */
const moved = (step: ReturnType<typeof undo<SpaceDocument>>): Partial<AppState> =>
  step ? { space: step.document, history: step.history } : {};

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const initial = loadSaved(HIERARCHICAL_SMALL, DEFAULT_SETTINGS);

export const useApp = create<AppState>()((set, get) => {
  /** Runs a command of the transport; what goes wrong is shown. */
  const attempt = async (command: () => Promise<void>) => {
    try {
      await command();
    } catch (error) {
      set({ fault: words(error) });
    }
  };
  return {
    ...initial,
    history: EMPTY_HISTORY,
    earlier: loadEarlier(),
    report: null,
    device: null,
    run: null,
    starting: false,
    fault: null,
    saved: 'saved',

    setSpace: (space, label) =>
      set(({ space: before, history }) => ({
        space,
        history: recordEdit(history, before, label, Date.now()),
      })),
    openSpace: (space, label) => {
      const { space: before, earlier, setSpace } = get();
      const kept = keepEarlier(earlier, before, Date.now());
      if (kept !== earlier) set({ earlier: kept, saved: saveEarlier(kept) ? get().saved : 'refused' });
      setSpace(space, label);
    },
    undo: () => set(({ space, history }) => moved(undo(history, space))),
    redo: () => set(({ space, history }) => moved(redo(history, space))),
    changeSettings: (changes) => set({ settings: { ...get().settings, ...changes } }),
    setTheme: (theme) => set({ theme }),

    play: () =>
      attempt(async () => {
        const { run, starting, space, settings } = get();
        if (starting) return;
        if (run?.phase === 'paused') return coordinator.resume();
        if (run?.phase === 'running') return;
        set({ starting: true, fault: null });
        try {
          const backend = chosenBackend({ settings, device: get().device ?? (await deviceMeasured) });
          if (!backend) throw new Error('No backend works on this device, so that nothing can be trained.');
          await coordinator.start(
            space,
            settings,
            backend,
            MNIST_URL,
            listener((events) =>
              set({ run: foldRun(events[0]?.type === 'runStarted' ? null : get().run, events) }),
            ),
          );
        } finally {
          set({ starting: false });
        }
      }),
    pause: () => void attempt(() => coordinator.pause()),
    stop: () => void attempt(() => coordinator.stop()),
    dismissFault: () => set({ fault: null }),
    exportLog: () =>
      void attempt(async () =>
        saveFile('cellscape-run.jsonl', await coordinator.exportLog(), 'application/jsonl'),
      ),
    measureAgain: () => {
      set({ device: null });
      deviceMeasured = measure();
    },
  };
});

/** Measures the device; what it finds is shown, and a failure is told. */
function measure(): Promise<DeviceReport> {
  const measured = coordinator.measureDevice();
  measured.then(
    (device) => useApp.setState({ device }),
    (error: unknown) => useApp.setState({ fault: `This device could not be measured: ${words(error)}` }),
  );
  return measured;
}

/** Measuring starts with the page, in workers, so that Play has an answer. */
let deviceMeasured = measure();

/** Asks for a new report after each change; an answer that was overtaken is dropped. */
let asked = 0;
async function report(): Promise<void> {
  const question = ++asked;
  const { space, settings } = useApp.getState();
  try {
    const answer = await designer.report(space, settings);
    if (question === asked) useApp.setState({ report: answer });
  } catch (error) {
    useApp.setState({ fault: words(error) });
  }
}
void report();

let lastValid = initial.space;
useApp.subscribe((now, before) => {
  if (now.space !== before.space || now.settings !== before.settings) void report();
  if (now.space !== before.space || now.settings !== before.settings || now.theme !== before.theme) {
    // A space halfway through an edit is not put over the last good one.
    const valid = parseDocument(now.space).ok;
    const space = valid ? now.space : lastValid;
    lastValid = space;
    const stored = save({ space, settings: now.settings, theme: now.theme });
    const saved = !stored ? 'refused' : valid ? 'saved' : 'invalid';
    if (saved !== now.saved) useApp.setState({ saved });
  }
});
