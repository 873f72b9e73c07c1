import * as Comlink from 'comlink';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LabelledImages } from '../../src/evaluation/labelled-images.ts';
import { type Evaluation, type EvaluationJob, EvaluatorLost } from '../../src/run/evaluator.ts';
import type { EvaluatorWorker } from '../../src/run/evaluator.worker.ts';
import { openPool, type Pool, type PoolOptions } from '../../src/run/pool.ts';
import { noise, RECIPE, SMALL } from '../evaluation/jobs.ts';
import { noWeights } from './runs.ts';

const never = new Promise<never>(() => undefined);

/** What a worker answers; it hangs where that never resolves. */
interface Script {
  readonly ping: () => number | undefined | Promise<never>;
  readonly evaluate: () => Evaluation | Promise<Evaluation>;
}

const well: Script = { ping: () => 1, evaluate: () => ({ error: 0.5, seconds: 1, trained: noWeights }) };

/** Workers that were started, by their scripts; the last script serves all later ones. */
let scripts: Script[];
let started: { readonly ended: () => boolean; pings: number }[];

/** In the place of a browser's worker: a port, behind which a script answers. */
function FakeWorker(): object {
  const { port1, port2 } = new MessageChannel();
  const script = scripts[Math.min(started.length, scripts.length - 1)]!;
  let ended = false;
  const record = { ended: () => ended, pings: 0 };
  started.push(record);
  const answers: { [Name in keyof EvaluatorWorker]?: (...given: never[]) => unknown } = {
    live: () => false,
    open: () => ({ tfjs: 'none', kernels: 'SIMD' }),
    load: () => undefined,
    hold: () => undefined,
    measure: () => 0.25,
    predict: (_architecture: unknown, _trained: unknown, images: LabelledImages, shrink: number) => ({
      predicted: images.labels,
      confidence: new Float32Array(images.labels.length).fill(1 / shrink),
    }),
    evaluate: script.evaluate,
    ping: () => {
      record.pings++;
      return script.ping();
    },
  };
  Comlink.expose(answers, port2);
  const terminate = () => {
    ended = true;
    port1.close();
  };
  return Object.assign(port1, { terminate });
}

const images = noise([2, 2, 1], 3, 5);
const network = { architecture: SMALL, trained: noWeights, shrink: 2 };
const job: EvaluationJob = {
  architecture: SMALL,
  seed: 1,
  budget: { epochs: 1, batchSize: 8, shrink: 1, maxSeconds: 0 },
  recipe: RECIPE,
};

let pool: Pool | undefined;
async function open(workers: Script[], options: Partial<PoolOptions> = {}): Promise<Pool> {
  [scripts, started] = [workers, []];
  pool = await openPool({ backends: ['wasm'], size: 1, train: images, validation: images, ...options });
  return pool;
}

/** Begins an evaluation; `end` is how it ended, once it has. */
function begin({ evaluators }: Pool): { end: Evaluation | Error | undefined } {
  const seen: { end: Evaluation | Error | undefined } = { end: undefined };
  evaluators[0]!
    .evaluate(job, () => undefined, new AbortController().signal)
    .then(
      (evaluation) => {
        seen.end = evaluation;
      },
      (error: Error) => {
        seen.end = error;
      },
    );
  return seen;
}

/** Lets so many seconds pass, and the workers answer after each of them. */
async function pass({ measure }: Pool, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    vi.advanceTimersByTime(1000);
    // Asked later, answered later: by then a question of this second has its answer, if it gets one.
    if (!started.at(-1)!.ended()) await measure(network, images).catch(() => undefined);
  }
}

beforeEach(() => {
  vi.stubGlobal('Worker', FakeWorker);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  pool?.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a worker that hangs', () => {
  it('after a batch is ended within 21 seconds, replaced, and the candidate is lost to it', async () => {
    let hangs = false;
    const hanging: Script = { ping: () => (hangs ? never : 40), evaluate: () => never };
    const opened = await open([hanging, well]);
    const seen = begin(opened);
    await pass(opened, 30);
    expect([started.length, seen.end]).toEqual([1, undefined]);
    hangs = true;
    await pass(opened, 20);
    expect(started[0]!.ended()).toBe(false);
    await pass(opened, 1);
    expect(started.map(({ ended }) => ended())).toEqual([true, false]);
    await vi.waitUntil(() => seen.end);
    expect(seen.end).toBeInstanceOf(EvaluatorLost);
    expect((seen.end as Error).message).toBe('One batch took longer than 20 s, or the worker hung.');
    const next = begin(opened);
    await vi.waitUntil(() => next.end);
    expect(next.end).toMatchObject({ error: 0.5 });
  });

  it('is given ten of its longest batches', async () => {
    let hangs = false;
    const slow: Script = { ping: () => (hangs ? never : 5000), evaluate: () => never };
    const opened = await open([slow, well]);
    begin(opened);
    await pass(opened, 10);
    hangs = true;
    await pass(opened, 50);
    expect(started[0]!.ended()).toBe(false);
    await pass(opened, 1);
    expect(started[0]!.ended()).toBe(true);
  });

  it('before its first batch is given two minutes, and as long as it likes where it answers', async () => {
    let hangs = false;
    const compiling: Script = { ping: () => (hangs ? never : undefined), evaluate: () => never };
    const opened = await open([compiling, well]);
    begin(opened);
    await pass(opened, 300);
    expect(started[0]!.ended()).toBe(false);
    expect(started[0]!.pings).toBeGreaterThan(100);
    hangs = true;
    await pass(opened, 120);
    expect(started[0]!.ended()).toBe(false);
    await pass(opened, 1);
    expect(started[0]!.ended()).toBe(true);
  });

  it('is ended sooner where the pool is told so', async () => {
    const patience = { first: 3000, least: 2000, factor: 10, every: 1000 };
    const opened = await open([{ ping: () => never, evaluate: () => never }, well], { patience });
    begin(opened);
    await pass(opened, 3);
    expect(started[0]!.ended()).toBe(false);
    await pass(opened, 1);
    expect(started[0]!.ended()).toBe(true);
  });
});

describe('a worker that works', () => {
  it('is not asked any more when the job is over', async () => {
    const opened = await open([well]);
    const seen = begin(opened);
    await vi.waitUntil(() => seen.end);
    const { pings } = started[0]!;
    await pass(opened, 10);
    expect(started[0]!.pings).toBe(pings);
  });

  it('says what a network says of images', async () => {
    const { predict } = await open([well]);
    expect(await predict(network, images)).toEqual({
      predicted: images.labels,
      confidence: new Float32Array(5).fill(0.5),
    });
  });
});
