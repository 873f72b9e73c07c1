// What the training engine does on this machine, measured in a headless browser: the parts of `npm run bench` below
// the page.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { launchChromium, SOFTWARE_GPU } from './chromium.mjs';
import { serveEngine } from './engine-page.mjs';

/** @param {readonly number[]} numbers */
export const median = (numbers) =>
  numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? Number.NaN;

/** A browser at the engine's page. `gpu`: with software adapters for WebGL and WebGPU. */
export async function openEngine({ gpu = false } = {}) {
  const server = await serveEngine();
  const browser = await launchChromium(gpu ? SOFTWARE_GPU : []);
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.waitForFunction(() => globalThis.startEngine !== undefined);
  const devtools = await browser.newBrowserCDPSession();
  return {
    page,
    /** Seconds of processor time of the page's process so far, all its threads. */
    async processorSeconds() {
      const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
      const renderers = processInfo.filter(({ type }) => type === 'renderer');
      return Math.max(...renderers.map(({ cpuTime }) => cpuTime));
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof openEngine>>} OpenEngine */
/** @typedef {import('../src/run/settings.ts').BackendName | 'cpu'} Backend */

/**
 * Milliseconds a step: of processor time in all, and of the clock in the median; and the first step of a network
 * never seen before, after another one.
 * @param {OpenEngine} opened @param {Backend} backend @param {boolean} plainSimd @param {'reference' | number} network
 * @param {{ batch: number, steps: number }} size
 */
export async function measureSteps(opened, backend, plainSimd, network, { batch, steps }) {
  const { page, processorSeconds } = opened;
  await page.evaluate(
    async ([name, plain]) => {
      globalThis.engine = globalThis.startEngine();
      await globalThis.engine.open(name, plain);
      // Another network, so that what is compiled once is compiled.
      const { engine } = globalThis;
      if (name !== 'cpu') await engine.train(await engine.network(1), 64, 32);
    },
    /** @type {const} */ ([backend, plainSimd]),
  );
  const train = (/** @type {number} */ count) =>
    page.evaluate(
      async ([name, size, each]) => {
        const { engine } = globalThis;
        return engine.train(await engine.network(name), size * each, size);
      },
      /** @type {const} */ ([network, batch, count]),
    );
  const first = await train(Math.min(steps, 10));
  // The images for the measurement are made before it.
  await train(steps);
  const before = await processorSeconds();
  const timed = await train(steps);
  const processor = ((await processorSeconds()) - before) * 1000;
  return {
    step: median(timed.steps),
    /** Of the clock, all steps together: on a GPU JavaScript runs ahead of single ones. */
    together: timed.milliseconds / steps,
    processor: processor / steps,
    firstStep: (first.steps[0] ?? Number.NaN) - median(timed.steps),
    work: timed.work.at(-2) ?? timed.work.at(-1),
    firstWork: first.work[0],
  };
}

/**
 * Steps a second of all workers together, for 1, 2 and 4 workers.
 * @param {OpenEngine} opened @param {number} steps
 */
export async function measurePool({ page }, steps) {
  /** @type {Record<number, number>} */
  const rates = {};
  for (const workers of [1, 2, 4]) {
    rates[workers] = await page.evaluate(
      async ([count, each]) => {
        const engines = await Promise.all(
          Array.from({ length: count }, async () => {
            const engine = globalThis.startEngine();
            await engine.open('wasm');
            await engine.train(await engine.network('reference'), 64 * each, 64);
            return engine;
          }),
        );
        const networks = await Promise.all(engines.map((engine) => engine.network('reference')));
        const start = performance.now();
        await Promise.all(
          engines.map((engine, i) => engine.train(/** @type {any} */ (networks[i]), 64 * each, 64)),
        );
        return (count * each * 1000) / (performance.now() - start);
      },
      /** @type {const} */ ([workers, steps]),
    );
  }
  return rates;
}

/**
 * Tensors and memory while candidates come and go.
 * @param {OpenEngine} opened @param {number} candidates
 */
export const measureLeaks = ({ page }, candidates) =>
  page.evaluate(async (count) => {
    const engine = globalThis.startEngine();
    await engine.open('wasm');
    return engine.trainMany(count);
  }, candidates);

/**
 * The reference network in Debian's PyTorch; `undefined` where there is none.
 * @param {'contiguous' | 'channels_last'} format @param {{ batch: number, steps: number }} size
 * @returns {{ version: string, mean: number, median: number } | undefined}
 */
export function measurePyTorch(format, { batch, steps }) {
  const script = fileURLToPath(new URL('bench-pytorch.py', import.meta.url));
  for (const python of ['/usr/bin/python3', 'python3']) {
    const { status, stdout } = spawnSync(python, [script, format, String(batch), String(steps)], {
      encoding: 'utf8',
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    if (status === 0) return JSON.parse(stdout);
  }
  return undefined;
}
