import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { unzipSync } from 'fflate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeRows } from '../../src/datasets/dataset.ts';
import { MNIST_SPLIT_SEED } from '../../src/datasets/mnist.ts';
import { stratify } from '../../src/datasets/split.ts';
import type { RunEvent } from '../../src/run/events.ts';
import type { SpaceDocument } from '../../src/space/document.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { readMnist } from '../datasets/node-mnist.ts';
import { events, finished, launch, open, start, waitFor } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const evaluated = (log: readonly RunEvent[]) => log.filter((event) => event.type === 'evaluated');

describe('a search in the browser', () => {
  it('goes from Play by keyboard to a front, a candidate and its exports', async () => {
    const { page, faults } = await open(browser);
    for (const [label, value] of [
      ['Evaluations', '6'],
      ['Population', '4'],
      ['Epochs', '2'],
      ['Data, %', '1'],
    ] as const) {
      await page.getByLabel(label, { exact: true }).fill(value);
    }
    await page.locator('main h2').first().click();
    await page.keyboard.press('Space');
    const log = await waitFor(page, finished);
    const cores = await page.evaluate(() => navigator.hardwareConcurrency);
    expect(log[0]).toMatchObject({
      type: 'runStarted',
      workers: Math.min(8, cores),
      dataset: { train: 500, validation: 10_000 },
    });
    expect(evaluated(log)).toHaveLength(6);
    await page.getByText('All evaluations are done').waitFor();

    // The front's marks are the candidates of the log, focusable, and open the candidate.
    const front = log.findLast((event) => event.type === 'frontChanged')!;
    const marks = page.locator('.mark');
    await expect.poll(() => marks.count()).toBe(front.members.length);
    await marks.first().focus();
    await page.keyboard.press('Enter');
    const [candidate] = front.members;
    expect(page.url()).toContain(`#/run/c/${candidate}`);
    const panel = page.locator('section', {
      has: page.getByRole('heading', { name: `Candidate ${candidate}`, exact: true }),
    });
    const proposed = log.find((event) => event.type === 'proposed' && event.candidate === candidate)!;
    const { error } = evaluated(log).find((event) => event.candidate === candidate)!;
    const shown = await panel.innerText();
    if (proposed.type !== 'proposed') throw new Error('not proposed');
    expect(shown).toContain(proposed.costs.parameters.toLocaleString('en'));
    expect(shown).toContain(`${(error * 100).toFixed(2)} %`);
    // The picture is laid out in a worker, and comes when it is ready.
    const boxes = panel.getByRole('img', { name: /Architecture of candidate/ }).locator('rect');
    await boxes.nth(4).waitFor();

    // The chart as a table.
    await page.getByRole('button', { name: 'Table' }).first().click();
    expect(
      await page
        .getByRole('table', { name: /Evaluated candidates/ })
        .locator('tbody tr')
        .count(),
    ).toBe(6);

    // JSON.
    const jsonDownload = page.waitForEvent('download');
    await panel.getByRole('button', { name: 'Export JSON' }).click();
    const json = JSON.parse(await readFile(await (await jsonDownload).path(), 'utf8'));
    expect(json).toMatchObject({
      format: 'cellscape-architecture',
      candidate,
      validationError: error,
      hash: proposed.hash,
      costs: proposed.costs,
    });
    expect(json.nodes.at(-1)).toMatchObject({ output: [10] });

    // The model, in plain tfjs, over the validation images: the error that the page reported.
    const zipDownload = page.waitForEvent('download');
    await panel.getByRole('button', { name: 'Export tfjs model' }).click();
    const files = unzipSync(new Uint8Array(await readFile(await (await zipDownload).path())));
    expect(Object.keys(files).sort()).toEqual([
      'README.txt',
      'architecture.json',
      'model.json',
      'weights.bin',
    ]);
    const own = await errorInNode(files['model.json']!, files['weights.bin']!);
    expect(Math.abs(own - error)).toBeLessThanOrEqual(0.001);

    // Test data are measured when asked for.
    await panel.getByRole('button', { name: 'Test error' }).click();
    await panel.getByText(/Test error .* on 10,000 images/).waitFor();
    expect(faults).toEqual([]);
  });

  it('logs the same twice with one worker, times aside', async () => {
    const logs = [];
    for (let i = 0; i < 2; i++) {
      const { page } = await open(browser);
      await start(page, { workers: 1 });
      logs.push(await waitFor(page, finished));
      await page.context().close();
    }
    const timeless = (log: RunEvent[]) =>
      log.map((event) => ({
        ...{ ...event, time: 0 },
        ...('seconds' in event && { seconds: 0, setup: 0, inference: 0 }),
      }));
    expect(evaluated(logs[0]!)).toHaveLength(6);
    expect(timeless(logs[1]!)).toEqual(timeless(logs[0]!));
  });

  it('pauses, resumes and stops', async () => {
    const { page, faults } = await open(browser);
    await start(page, { evaluations: 500 });
    await waitFor(page, (log) => evaluated(log).length >= 1);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/^Paused\./).waitFor();
    // A batch under way may end; then nothing moves.
    await page.waitForTimeout(500);
    const { length } = await events(page);
    await page.waitForTimeout(2000);
    expect(await events(page)).toHaveLength(length);
    await page.getByRole('button', { name: 'Resume' }).click();
    const resumed = await waitFor(page, (log) => evaluated(log).length >= 4);
    expect(resumed.map(({ type }) => type)).toContain('resumed');
    await page.getByRole('button', { name: 'Stop' }).click();
    const log = await waitFor(page, finished, 5);
    expect(log.at(-1)).toMatchObject({ reason: 'stopped' });
    await page.getByText('The run was stopped').waitFor();
    // And another run starts.
    await page.getByRole('button', { name: 'Play Space' }).click();
    await waitFor(page, (now) => now.length < log.length && evaluated(now).length >= 1);
    expect(faults).toEqual([]);
  });

  it('replaces a worker that dies and tries its candidate again', async () => {
    const { page } = await open(browser);
    await start(page, { evaluations: 6, dataShare: 0.02 });
    await waitFor(page, (log) => evaluated(log).length >= 1);
    const victim = page.workers().find((worker) => worker.url().includes('evaluator'));
    await victim!.evaluate(() => self.close()).catch(() => undefined);
    const log = await waitFor(page, finished);
    expect(log.filter(({ type }) => type === 'workerLost')).toHaveLength(1);
    expect(evaluated(log)).toHaveLength(6);
  });

  it('keeps the last run when the next one does not start, and can stop one that is starting', async () => {
    const { page } = await open(browser);
    await start(page);
    const log = await waitFor(page, finished);
    // This browser has no WebGPU.
    await expect(start(page, { backend: 'webgpu' })).rejects.toThrow('no WebGPU adapter');
    await page.getByText('This browser offers no WebGPU adapter.').waitFor();
    expect(await events(page)).toEqual(log);
    const front = log.findLast((event) => event.type === 'frontChanged')!;
    const files = await page.evaluate(
      (candidate) => globalThis.cellscape.exportModel(candidate),
      front.members[0]!,
    );
    expect(files.map(({ name }) => name)).toEqual(['model.json', 'weights.bin']);
    await page.evaluate(() => {
      void globalThis.cellscape.start({ backend: 'wasm' }).catch(() => undefined);
      globalThis.cellscape.stop();
    });
    await page.getByText('The start was cancelled').waitFor();
    await start(page, { evaluations: 1 });
    expect(await waitFor(page, finished)).not.toEqual(log);
  });

  it('shows a candidate that fails with its reason, and goes on', async () => {
    const { page } = await open(browser);
    // Deep stacks without normalisation at a rate of 10: their weights run away.
    const deep: SpaceDocument = {
      ...HIERARCHICAL_SMALL,
      motifs: {
        cell: {
          kind: 'pipelines',
          pipelines: [
            {
              blocks: [
                {
                  operation: ['conv3', 'conv5', 'maxpool3'],
                  repeat: 6,
                  batchNorm: false,
                  activation: ['relu', 'swish'],
                },
              ],
            },
          ],
          merge: 'add',
        },
      },
    };
    const wild = { optimizer: 'sgd', learningRate: 10, clipNorm: 0 } as const;
    await start(page, { ...wild, evaluations: 8, dataShare: 0.02 }, deep);
    const log = await waitFor(page, finished);
    const failed = log.filter((event) => event.type === 'failed');
    expect(failed.length + evaluated(log).length).toBe(8);
    expect(failed.length).toBeGreaterThan(0);
    await page.goto(`${page.url().split('#')[0]}#/run/c/${failed[0]!.candidate}`);
    await page.getByText(/This candidate failed: The loss became/).waitFor();
  });
});

/** The share of validation images that an exported model gets wrong, computed by plain tfjs in Node. */
async function errorInNode(modelJson: Uint8Array, weights: Uint8Array): Promise<number> {
  const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(modelJson));
  const weightData = weights.slice().buffer;
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
  );
  const full = await readMnist('train');
  const validation = takeRows(full, stratify(full.labels, 10_000, MNIST_SPLIT_SEED).sample);
  let wrong = 0;
  for (let start = 0; start < 10_000; start += 500) {
    const predicted = tf.tidy(() => {
      const bytes = validation.images.subarray(start * 784, (start + 500) * 784);
      const images = tf.tensor4d(
        Float32Array.from(bytes, (byte) => byte / 255),
        [500, 28, 28, 1],
      );
      return (model.predict(images) as tf.Tensor).argMax(1).dataSync();
    });
    for (let i = 0; i < 500; i++) if (predicted[i] !== validation.labels[start + i]) wrong++;
  }
  model.dispose();
  return wrong / 10_000;
}
