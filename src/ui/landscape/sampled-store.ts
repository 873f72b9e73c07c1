import { create } from 'zustand';
import { listener } from '../../run/client.ts';
import { type Fitness, isTraining } from '../../run/landscape/sampled/fitness.ts';
import type { SampledNews } from '../../run/landscape/sampled/lab.ts';
import { DEFAULT_PLAN } from '../../run/landscape/sampled/plan.ts';
import { MOST_CHARACTERS } from '../../run/landscape/sampled/record.ts';
import { type SampledClient, startSampled } from '../../run/landscape/sampled/sampled-client.ts';
import { messageOf } from '../../run/message.ts';
import { saveFile } from '../shared/save-file.ts';
import { deviceNow, useApp } from '../store.ts';
import type { SampledChoice, SamplingState } from './sampled/SampledForm.tsx';

/** The sampling of the space that is designed: one at a time, in a worker of its own. */
export interface SampledState {
  readonly choice: SampledChoice;
  readonly state: SamplingState;
  readonly news: SampledNews | null;
  readonly problem: string;
  /** What the news are about: the space and the choice when it was started, as text. */
  readonly of: string;
  readonly shownFitness: Fitness;

  change(choice: SampledChoice): void;
  start(goOn: boolean): Promise<void>;
  pause(): void;
  resume(): void;
  stop(): void;
  save(): Promise<void>;
  openFile(file: File): Promise<void>;
}

let worker: SampledClient | undefined;

function sampler(): SampledClient {
  worker ??= startSampled((why) => {
    // The next start makes another.
    worker = undefined;
    useSampled.setState({ problem: `The sampling worker stopped: ${why}.` });
  });
  return worker;
}

/** What decides whether results belong together: larger plans begin with smaller ones, so that sizes do not. */
export function meaningOf(choice: SampledChoice): string {
  const { space, settings } = useApp.getState();
  return JSON.stringify([
    space,
    isTraining(choice.fitness) ? settings : null,
    choice.fitness,
    choice.plan.seed,
  ]);
}

/** Asks the worker; rejects where it cannot even be started. */
const call = async <T>(question: (sampling: SampledClient) => Promise<T>): Promise<T> => question(sampler());
const tell = (error: unknown): void => useSampled.setState({ problem: messageOf(error) });

/** The record that is gone on with. */
let record: string | undefined;
/** The sampling that is being started is not wanted any more. */
let stopped = false;
/** Why no run starts meanwhile. */
const OCCUPIED =
  'A landscape is being sampled by training (Landscape, Any space), and it needs the workers: stop it first.';

export const useSampled = create<SampledState>()((set, get) => ({
  // As the form sets it for trainings.
  choice: { plan: DEFAULT_PLAN, fitness: 'short', tolerance: 0.001 },
  state: 'idle',
  news: null,
  problem: '',
  of: '',
  shownFitness: 'short',

  change: (choice) => set({ choice }),
  async start(goOn) {
    const { choice, state } = get();
    if (state !== 'idle') return;
    const { space, settings } = useApp.getState();
    const trains = isTraining(choice.fitness);
    set({ state: 'starting', problem: '', of: meaningOf(choice), shownFitness: choice.fitness });
    if (!goOn) {
      record = undefined;
      set({ news: null });
    }
    if (trains) useApp.setState({ occupied: OCCUPIED });
    let under = true;
    let heard = false;
    stopped = false;
    try {
      const device = trains ? await deviceNow() : undefined;
      // Stopped while a device was looked for: there is nothing yet that could be.
      if (!stopped)
        await sampler().start(
          { document: space, ...choice, settings },
          device,
          listener((news: SampledNews) => {
            heard = true;
            // News come by a way of their own: the last may come after the end, and are then the newest still.
            if (under) set(({ state: now }) => ({ news, state: now === 'starting' ? 'running' : now }));
            else if (get().state === 'idle') set({ news });
          }),
          record,
        );
    } catch (error) {
      set({ problem: messageOf(error) });
    }
    under = false;
    // Before the first news the worker's record is that of another sampling.
    if (heard) record = await call((sampling) => sampling.record()).catch(() => record);
    set({ state: 'idle' });
    useApp.setState({ occupied: '' });
  },
  pause() {
    if (get().state !== 'running') return;
    set({ state: 'paused' });
    void call((sampling) => sampling.pause()).catch(tell);
  },
  resume() {
    if (get().state !== 'paused') return;
    set({ state: 'running' });
    void call((sampling) => sampling.resume()).catch(tell);
  },
  stop() {
    stopped = true;
    void call((sampling) => sampling.stop()).catch(tell);
  },
  async save() {
    try {
      saveFile('cellscape-sampled-landscape.json', await sampler().record(), 'application/json');
    } catch (error) {
      set({ problem: messageOf(error) });
    }
  },
  async openFile(file) {
    if (get().state !== 'idle') return;
    try {
      if (file.size > MOST_CHARACTERS)
        throw new Error(`${file.name} is larger than 64 MB: it is no sampled landscape of ours.`);
      const text = await file.text();
      const { document, plan, fitness, tolerance, settings } = await sampler().read(text);
      const { space, openSpace, changeSettings } = useApp.getState();
      if (JSON.stringify(document) !== JSON.stringify(space)) openSpace(document, 'open a sampled landscape');
      if (isTraining(fitness)) changeSettings(settings);
      record = text;
      const choice = { plan, fitness, tolerance };
      set({ choice, of: meaningOf(choice), problem: '', news: null, shownFitness: fitness });
    } catch (error) {
      set({ problem: messageOf(error) });
    }
  },
}));

/** Whether there is something to go on with. */
export const hasRecord = (): boolean => record !== undefined;
