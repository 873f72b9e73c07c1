import { describeProblems } from '../../../space/parse-document.ts';
import type { Pool } from '../../pool.ts';
import { budgetOf, recipeOf } from '../../settings.ts';
import { type Device, mustBeSound, type Setup, setUp, spaceOf } from '../../setup.ts';
import { createEvaluate, fitnessWords, isTraining, trainingSettings } from './fitness.ts';
import { checkPlan } from './plan.ts';
import { parseRecord, recordText, type SampledRecord, type SampledRequest } from './record.ts';
import type { SampledReport } from './report.ts';
import { type Sampling, type SamplingProgress, startSampling } from './sampler.ts';
import { sampledSpace } from './space.ts';

/** What the page hears while a space is sampled. */
export interface SampledNews {
  readonly progress: SamplingProgress;
  /** The newest; `undefined` before the first. */
  readonly report: SampledReport | undefined;
  /** What the fitness is and where it comes from. */
  readonly fitness: string;
  /** Mean seconds of a training, and how many go on at once; `undefined` before the first, and of proxies. */
  readonly pace: { readonly seconds: number; readonly lanes: number } | undefined;
}

/** Samples the landscape of a space, one at a time. */
export interface SampledLab {
  /**
   * Samples as the request says, and resolves when all is evaluated or it was stopped. `earlier`: the text of a record; its
   * outcomes are not evaluated again. Throws an `Error` in words where the request is not sound, where the record is of another
   * space, fitness or data, where training is asked for without a device, and where a sampling is under way.
   */
  start(
    request: SampledRequest,
    device: Device | undefined,
    onNews: (news: SampledNews) => void,
    earlier?: string,
  ): Promise<void>;
  pause(): void;
  resume(): void;
  /** Ends it; trainings are given up within a batch. */
  stop(): void;
  /** The record of the last sampling as text. Throws an `Error` where there was none. */
  record(): string;
  /** What a record's text asks for. Throws an `Error` in words where it is none. */
  read(text: string): SampledRequest;
}

interface Surroundings {
  breathe(): Promise<void>;
  now(): number;
  /** Opens the workers; `setUp` unless a test says otherwise. */
  readonly open?: typeof setUp;
}

const RESAMPLES = 1000;

/** What makes outcomes of two requests the same. */
function meaning({ document, fitness, settings }: SampledRequest): string {
  const trained = trainingSettings(fitness, settings);
  const training = [budgetOf(trained), recipeOf(trained), trained.dataShare, trained.seed];
  return JSON.stringify([document, fitness, isTraining(fitness) ? training : null]);
}

export function createSampledLab({ breathe, now, open = setUp }: Surroundings): SampledLab {
  let sampling: Sampling | undefined;
  let cancel: ((reason: Error) => void) | undefined;
  let record: (() => SampledRecord) | undefined;
  let evaluators: Pool['evaluators'] = [];
  let underWay = false;
  let stopped = false;

  async function sample(
    request: SampledRequest,
    device: Device | undefined,
    onNews: (news: SampledNews) => void,
    earlier: SampledRecord | undefined,
  ): Promise<void> {
    const { document, plan, fitness, tolerance } = request;
    const space = spaceOf(document);
    const settings = trainingSettings(fitness, request.settings);
    let setup: Setup | undefined;
    if (isTraining(fitness)) {
      if (!device) throw new Error('No backend is known to train on: choose a proxy that needs no training.');
      mustBeSound(settings, space);
      const cancelled = new Promise<never>((_, reject) => {
        cancel = reject;
      });
      cancelled.catch(() => undefined);
      setup = await open(space, settings, device, cancelled);
    }
    const pool: Pool | undefined = setup?.pool;
    evaluators = pool?.evaluators ?? [];
    try {
      const { fingerprint } = setup?.dataset ?? { fingerprint: '' };
      if (earlier && earlier.outcomes.size > 0 && earlier.dataset !== fingerprint)
        throw new Error('This sampled landscape was made with other images: it cannot be gone on with here.');
      const lanes = pool?.evaluators.length ?? 1;
      let trained = 0;
      let seconds = 0;
      let report: SampledReport | undefined;
      let progress: SamplingProgress;
      const tell = () =>
        onNews({
          progress,
          report,
          fitness: fitnessWords(fitness, request.settings),
          pace: trained > 0 ? { seconds: seconds / trained, lanes } : undefined,
        });
      const evaluate = createEvaluate(space, fitness, request.settings, evaluators, (took) => {
        trained++;
        seconds += took;
      });
      const started = startSampling({
        ...{ space: sampledSpace(space), options: plan, evaluate, lanes, tolerance, breathe, now },
        noisy: isTraining(fitness),
        resamples: RESAMPLES,
        known: earlier?.outcomes ?? new Map(),
        onProgress(next) {
          progress = next;
          tell();
        },
        onReport(found) {
          report = found;
          tell();
        },
      });
      sampling = started;
      record = () => ({
        ...request,
        dataset: fingerprint,
        backend: pool?.backend ?? '',
        outcomes: started.outcomes(),
      });
      await started.done;
    } finally {
      pool?.close();
    }
  }

  const hold = (held: boolean) => {
    if (held) sampling?.pause();
    else sampling?.resume();
    for (const evaluator of evaluators) evaluator.hold(held);
  };
  return {
    async start(request, device, onNews, earlier) {
      if (underWay) throw new Error('A sampling is under way: stop it first.');
      const problems = checkPlan(request.plan);
      if (problems.length > 0)
        throw new Error(describeProblems(problems.map(({ name, message }) => ({ path: name, message }))));
      const past = earlier === undefined ? undefined : parseRecord(earlier);
      if (past && meaning(past) !== meaning(request))
        throw new Error('What was sampled before is of another space or another fitness: start anew.');
      underWay = true;
      stopped = false;
      try {
        await sample(request, device, onNews, past);
      } catch (error) {
        // Stopped while workers were opened, there is nothing to tell.
        if (!stopped) throw error;
      } finally {
        underWay = false;
        sampling = undefined;
        cancel = undefined;
        evaluators = [];
      }
    },
    pause: () => hold(true),
    resume: () => hold(false),
    stop() {
      stopped = true;
      cancel?.(new Error('The sampling was stopped.'));
      sampling?.stop();
    },
    record() {
      if (!record) throw new Error('Nothing has been sampled yet.');
      return recordText(record());
    },
    read(text) {
      const { outcomes, dataset, backend, ...request } = parseRecord(text);
      return request;
    },
  };
}
