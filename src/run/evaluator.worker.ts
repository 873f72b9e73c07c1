import * as Comlink from 'comlink';
import { loadArtifacts, type ModelArtifacts } from '../evaluation/artifacts.ts';
import { type BackendName, openBackend } from '../evaluation/backend.ts';
import { measureStep } from '../evaluation/probe.ts';
import { errorRate, type LabelledImages, trainCandidate } from '../evaluation/train.ts';
import type { Evaluation, EvaluationJob, TimedMeasurement } from './evaluator.ts';

/** What a job in progress can be told from outside. */
interface Control {
  held: boolean;
  aborted: boolean;
  /** Let a held job look again. */
  stir: () => void;
}

const control: Control = { held: false, aborted: false, stir: () => undefined };
let data: { train: LabelledImages; validation: LabelledImages } | undefined;

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Lets messages in. Not a timer, which browsers slow down in hidden tabs. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}

const evaluatorWorker = {
  open: (backend: BackendName): Promise<string> => openBackend(backend),

  /**
   * Takes a lock that the browser frees when this worker ends, however it ends: whoever else asks for it learns of the
   * death. Returns false where the browser has no locks.
   */
  live(lock: string): Promise<boolean> {
    // Only secure contexts have locks, whatever the type says.
    const locks = navigator.locks as LockManager | undefined;
    if (!locks) return Promise.resolve(false);
    return new Promise((resolve) => {
      void locks.request(lock, () => {
        resolve(true);
        return new Promise(() => undefined);
      });
    });
  },

  measureStep,

  load(train: LabelledImages, validation: LabelledImages): void {
    data = { train, validation };
  },

  async evaluate(
    job: EvaluationJob,
    onMeasurement: (measurement: TimedMeasurement) => void,
  ): Promise<Evaluation> {
    if (!data) throw new Error('The evaluator has no data yet.');
    control.aborted = false;
    const start = performance.now();
    let heldFor = 0;
    const seconds = () => (performance.now() - start - heldFor) / 1000;
    const checkpoint = async () => {
      await breathe();
      const heldSince = performance.now();
      while (control.held && !control.aborted) {
        await new Promise<void>((resolve) => {
          control.stir = resolve;
        });
      }
      heldFor += performance.now() - heldSince;
      if (control.aborted) throw new DOMException('The run was stopped.', 'AbortError');
    };
    try {
      const { error, artifacts } = await trainCandidate({
        ...job,
        ...data,
        checkpoint,
        onEpoch: (measurement) => onMeasurement({ ...measurement, seconds: seconds() }),
      });
      return Comlink.transfer({ error, artifacts, seconds: seconds() }, [artifacts.weightData]);
    } finally {
      // What came over the wire is a proxy; its port is closed with it.
      (onMeasurement as unknown as Comlink.ProxyMethods)[Comlink.releaseProxy]();
    }
  },

  /** The error of a trained model on other images. */
  async measure(artifacts: ModelArtifacts, images: LabelledImages): Promise<number> {
    const model = await loadArtifacts(artifacts);
    try {
      return await errorRate(model, images, breathe);
    } finally {
      model.dispose();
    }
  },

  hold(held: boolean): void {
    control.held = held;
    control.stir();
  },

  abort(): void {
    control.aborted = true;
    control.stir();
  },
};

export type EvaluatorWorker = typeof evaluatorWorker;

Comlink.expose(evaluatorWorker);
