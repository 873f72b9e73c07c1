import { create } from 'zustand';
import {
  type CoordinatorClient,
  type DesignerClient,
  listener,
  MNIST_URL,
  startCoordinator,
  startDesigner,
} from '../run/client.ts';
import type { Stride } from '../run/coordinator.ts';
import type { SpaceReport } from '../run/designer.worker.ts';
import type { DeviceReport } from '../run/devices.ts';
import { messageOf } from '../run/message.ts';
import type { PageMessage } from '../run/page-message.ts';
import { type BackendName, changesBetween, DEFAULT_SETTINGS, type RunSettings } from '../run/settings.ts';
import type { Device } from '../run/setup.ts';
import type { SpaceDocument } from '../space/document.ts';
import { parseDocument } from '../space/parse-document.ts';
import { HIERARCHICAL_SMALL } from '../space/presets.ts';
import type { Genotype } from '../space/tree.ts';
import { SAFE_MODE } from './boot.ts';
import { type EarlierSpace, keepEarlier, loadEarlier, saveEarlier } from './earlier.ts';
import { EMPTY_HISTORY, type History, recordEdit, redo, undo } from './history.ts';
import { rememberDevice, rememberedDevice } from './remembered-device.ts';
import { deselect } from './route.ts';
import { hear, NO_RUN, type ShownRun } from './runs/hear.ts';
import { loadSaved, save, type Theme } from './saved.ts';
import { saveFile } from './shared/save-file.ts';

/** What the page shows. The run itself lives in the coordinator; here is the fold over its events. */
export interface AppState extends ShownRun {
  readonly space: SpaceDocument;
  readonly settings: RunSettings;
  readonly theme: Theme;
  /** What the designer's worker says of the space and the settings; `null` until it has. */
  readonly report: SpaceReport | null;
  /** The space that the report is about: not the present one while a newer report is on its way. */
  readonly reported: SpaceDocument | null;
  readonly device: DeviceReport | null;
  /** A run is being set up (data, workers); there may be no event yet. */
  readonly starting: boolean;
  /** What else needs the workers' cores now, in words: no run starts meanwhile. Empty: nothing does. */
  readonly occupied: string;
  /** What went wrong last, in words; dismissed by the user or the next start. */
  readonly fault: string | null;
  /**
   * Whether the space and the settings outlive this page; a space with problems does as a draft beside the last sound
   * one.
   */
  readonly saved: 'saved' | 'draft' | 'refused';

  /** Versions of the space to go back and forward to. */
  readonly history: History<SpaceDocument>;
  /** Spaces of the user's that others took the place of, the latest first. */
  readonly earlier: readonly EarlierSpace[];

  /** Edits the space; `label` says how, in words: "operations". */
  setSpace(space: SpaceDocument, label: string): void;
  /**
   * Puts another space in this one's place: a template's, a file's, a link's. What the user made is kept among the
   * earlier ones.
   */
  openSpace(space: SpaceDocument, label: string): void;
  undo(): void;
  redo(): void;
  changeSettings(changes: Partial<RunSettings>): void;
  setTheme(theme: Theme): void;
  play(): Promise<void>;
  /** Starts a run that begins with a known genotype. */
  playFrom(first: Genotype): Promise<void>;
  /** Lets the run that is shown go on where it ended, with changed settings if any. */
  reopen(changes?: Partial<RunSettings>): Promise<void>;
  /** Takes the run that is shown from the tab that writes it. */
  takeOver(): Promise<void>;
  /** Goes on, or starts, until a candidate is over or one of the next generation is proposed. */
  step(stride: Stride): Promise<void>;
  pause(): void;
  stop(): void;
  /** Lets the run under way go on with the settings as they are now. */
  applyChanges(): void;
  /** Ends the run under way and starts one with the settings as they are now. */
  restart(): Promise<void>;
  dismissFault(): void;
  /** Saves the run's log as a file. */
  exportLog(): void;
  /** Measures the backends again. */
  measureAgain(): void;
}

/** Whether a run goes on in this tab: it can be paused and stopped here. */
export const isUnderWay = ({ run, role, awaited }: Pick<AppState, 'run' | 'role' | 'awaited'>): boolean =>
  role === 'writer' && (awaited || (run !== null && run.phase !== 'finished'));

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

/** Whether a text or a number is being typed: its keystrokes are one step of the history. */
const isTyping = (): boolean =>
  document.activeElement?.matches('input:not([type="checkbox"]), textarea') ?? false;

/** The change of the state that a step through the history makes. */
const moved = (step: ReturnType<typeof undo<SpaceDocument>>): Partial<AppState> =>
  step ? { space: step.document, history: step.history } : {};

const { draft, ...initial } = loadSaved(HIERARCHICAL_SMALL, DEFAULT_SETTINGS, SAFE_MODE);

/** Whether the spaces put aside outlive this page. */
let earlierSaved = true;

export const useApp = create<AppState>()((set, get) => {
  /** Runs a command of the transport; what goes wrong is shown. */
  const attempt = async (command: () => Promise<void>) => {
    try {
      await command();
    } catch (error) {
      set({ fault: messageOf(error) });
    }
  };
  /** Starts a run; the page says so meanwhile. */
  const begin = async (start: (device: Device) => Promise<void>, forgets = true) => {
    if (get().occupied !== '') throw new Error(get().occupied);
    set({ starting: true, fault: null });
    // What is selected belongs to the run before.
    if (forgets) deselect();
    try {
      // Not waited for where the device is known: a stop that follows at once must find the start.
      const device = deviceNow();
      await start(device instanceof Promise ? await device : device);
    } finally {
      set({ starting: false });
    }
  };
  return {
    ...initial,
    // Edits that had problems when the page was closed are one step ahead.
    history: draft
      ? { past: [], future: [{ document: draft, label: 'the unfinished edits', time: 0 }] }
      : EMPTY_HISTORY,
    earlier: loadEarlier(),
    report: null,
    reported: null,
    device: null,
    ...NO_RUN,
    starting: false,
    occupied: '',
    fault: draft
      ? 'When this page was last closed the space had problems. Shown is the space before them; Redo brings the unfinished edits back.'
      : null,
    saved: 'saved',

    setSpace: (space, label) =>
      set(({ space: before, history }) => ({
        space,
        history: recordEdit(history, before, label, Date.now(), isTyping()),
      })),
    openSpace: (space, label) => {
      const { space: before, setSpace } = get();
      // Another tab may have put spaces aside meanwhile.
      const stored = loadEarlier();
      const kept = keepEarlier(stored, before, Date.now());
      earlierSaved = kept === stored || saveEarlier(kept);
      set({ earlier: kept });
      setSpace(space, label);
    },
    undo: () => set(({ space, history }) => moved(undo(history, space))),
    redo: () => set(({ space, history }) => moved(redo(history, space))),
    changeSettings: (changes) => set({ settings: { ...get().settings, ...changes } }),
    setTheme: (theme) => set({ theme }),

    play: () =>
      attempt(async () => {
        const { run, role, starting, awaited } = get();
        if (starting || awaited || role === 'reader') return;
        if (role === 'writer' && run?.phase === 'paused') return coordinator.resume();
        if (role === 'writer' && run?.phase === 'running') return;
        await begin((device) => coordinator.start(get().space, get().settings, device));
      }),
    playFrom: (first) =>
      attempt(() => begin((device) => coordinator.start(get().space, get().settings, device, first))),
    reopen: (changes) => attempt(() => begin((device) => coordinator.reopen(device, changes), false)),
    takeOver: () =>
      attempt(async () => {
        const going = get().run?.phase === 'running';
        set({ starting: true });
        await coordinator.takeOver().finally(() => set({ starting: false }));
        // It went on there, and goes on here.
        if (going && get().run?.phase !== 'finished') await get().reopen();
      }),
    step: (stride) =>
      attempt(async () => {
        const { role, run, starting, awaited } = get();
        if (starting || awaited || role === 'reader') return;
        if (role !== 'writer' || !run || run.phase === 'finished')
          await begin((device) => coordinator.start(get().space, get().settings, device));
        await coordinator.step(stride);
      }),
    pause: () => void attempt(() => coordinator.pause()),
    stop: () => void attempt(() => coordinator.stop()),
    applyChanges: () =>
      void attempt(async () => {
        const { run, settings } = get();
        if (run) await coordinator.change(changesBetween(run.settings, settings));
      }),
    restart: async () => {
      await attempt(() => coordinator.stop());
      // The run's last events come with the next batch.
      await ended();
      await get().play();
    },
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

/** What the coordinator says, with what concerns comparisons and the list of runs left to those who know of them. */
const listeners: ((message: PageMessage) => void)[] = [
  (message) => {
    const changes = hear(useApp.getState(), message);
    if (Object.keys(changes).length > 0) useApp.setState(changes);
  },
];
export const listen = (to: (message: PageMessage) => void): void => void listeners.push(to);
void coordinator.listen(
  listener((message: PageMessage) => {
    for (const hearing of listeners) hearing(message);
  }),
);

/** Resolves when no run is under way, as far as the page has heard. */
const ended = (): Promise<void> =>
  new Promise((resolve) => {
    const over = (app: AppState) => !isUnderWay(app);
    if (over(useApp.getState())) return resolve();
    const forget = useApp.subscribe((app) => {
      if (!over(app)) return;
      forget();
      resolve();
    });
  });

/** Measures the device; what it finds is shown, and a failure is told. */
function measure(): Promise<DeviceReport> {
  const measured = coordinator.measureDevice();
  measured.then(
    (device) => {
      rememberDevice(device);
      useApp.setState({ device });
    },
    (error: unknown) => useApp.setState({ fault: `This device could not be measured: ${messageOf(error)}` }),
  );
  return measured;
}

/**
 * The backend to train on: at once where the device is known, so that a stop right after a start finds it; else once it is
 * measured. Throws, or rejects, where none works.
 */
export function backendFor(settings: RunSettings): BackendName | Promise<BackendName> {
  const backendOf = (device: DeviceReport): BackendName => {
    const backend = chosenBackend({ settings, device });
    if (!backend) throw new Error('No backend works on this device, so that nothing can be trained.');
    return backend;
  };
  const { device } = useApp.getState();
  return device ? backendOf(device) : deviceMeasured.then(backendOf);
}

/** What a run is started with, as far as the device goes; as `backendFor`. */
export function deviceNow(): Device | Promise<Device> {
  const { settings } = useApp.getState();
  const known = (backend: BackendName): Device => ({
    backend,
    measured: useApp.getState().device?.measurements ?? [],
    dataUrl: MNIST_URL,
  });
  const backend = backendFor(settings);
  return backend instanceof Promise ? backend.then(known) : known(backend);
}

/** Measuring starts with the page, in workers, so that Play has an answer; what was measured before is good enough. */
const known = rememberedDevice();
if (known) useApp.setState({ device: known });
let deviceMeasured = known ? Promise.resolve(known) : measure();

/** Asks for a new report after each change; an answer that was overtaken is dropped. */
let asked = 0;
async function report(): Promise<void> {
  const question = ++asked;
  const { space, settings } = useApp.getState();
  try {
    const answer = await designer.report(space, settings);
    if (question === asked) useApp.setState({ report: answer, reported: space });
  } catch (error) {
    useApp.setState({ fault: messageOf(error) });
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
    const stored = save({
      space,
      settings: now.settings,
      theme: now.theme,
      ...(!valid && { draft: now.space }),
    });
    const saved = !stored || !earlierSaved ? 'refused' : valid ? 'saved' : 'draft';
    if (saved !== now.saved) useApp.setState({ saved });
  }
});
