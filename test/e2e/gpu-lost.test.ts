import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SOFTWARE_GPU } from '../../scripts/chromium.mjs';
import type { RunEvent } from '../../src/run/events.ts';
import type { SpaceDocument } from '../../src/space/document.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { finished, launch, open, start, waitFor } from './browser.ts';

/** Small enough for a software GPU. */
const tiny: SpaceDocument = {
  ...HIERARCHICAL_SMALL,
  motifs: {
    cell: { kind: 'pipelines', pipelines: [{ blocks: [{ operation: ['conv1', 'conv3'] }] }], merge: 'add' },
  },
  stem: { operation: 'conv3', filters: 4, stride: 2 },
  layers: [{ cell: 'cell', repeat: 1, filters: [4, 5, 6, 7, 8], resolution: 'down' }],
};

/** Runs in an evaluator before it opens its GPU: keeps hold of it, and takes it away when told to. */
function handle(): void {
  const gpus: (() => void)[] = [];
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...parameters) {
    const device = await requestDevice.apply(this, parameters);
    gpus.push(() => device.destroy());
    return device;
  };
  const { getContext } = OffscreenCanvas.prototype;
  OffscreenCanvas.prototype.getContext = function (this: OffscreenCanvas, ...parameters: unknown[]) {
    const context = getContext.apply(this, parameters as never) as unknown;
    if (context instanceof WebGL2RenderingContext && this.width > 1) {
      const extension = context.getExtension('WEBGL_lose_context');
      gpus.push(() => extension?.loseContext());
    }
    return context as never;
  };
  new BroadcastChannel('take the GPU away').onmessage = () => gpus.at(-1)?.();
}

async function openWithHandle(browser: Browser) {
  const opened = await open(browser);
  opened.page.on('worker', (worker) => {
    // It loads tfjs before it asks for a GPU: this comes first.
    if (worker.url().includes('evaluator')) void worker.evaluate(handle).catch(() => undefined);
  });
  return opened;
}

const takeAway = (page: Page): Promise<void> =>
  page.evaluate(() => new BroadcastChannel('take the GPU away').postMessage(null));

let browser: Browser;
beforeAll(async () => {
  browser = await launch(SOFTWARE_GPU);
});
afterAll(() => browser.close());

const settings = {
  evaluations: 2,
  workers: 1,
  dataShare: 0.002,
  batchSize: 4,
  epochs: 1,
  shrink: 4,
  strategy: 'random',
  parameters: {},
} as const;

/** Takes the GPU away under a candidate that has just begun, so many times in one run. */
async function takeAwayOften(page: Page, times: number): Promise<void> {
  for (let time = 1; time <= times; time++) {
    await waitFor(page, (log) => log.filter(({ type }) => type === 'started').length >= time, 60);
    await page.waitForTimeout(300);
    await takeAway(page);
    await waitFor(page, (log) => log.filter(({ type }) => type === 'deviceLost').length >= time, 60);
  }
}

const outcomes = (log: readonly RunEvent[]) =>
  log.flatMap((event) => (event.type === 'evaluated' ? [[event.candidate, event.error]] : []));

describe.each(['webgl', 'webgpu'] as const)('when %s is lost', (backend) => {
  it('once, the attempt is discarded and the candidate trained again with its seed, to the same end', async () => {
    const { page } = await openWithHandle(browser);
    await start(page, { ...settings, backend }, tiny);
    const undisturbed = await waitFor(page, finished);
    await start(page, { ...settings, backend }, tiny);
    await takeAwayOften(page, 1);
    const log = await waitFor(page, finished);
    expect(log.find(({ type }) => type === 'deviceLost')).toMatchObject({
      reason: expect.stringContaining('lost'),
    });
    expect(outcomes(log)).toEqual(outcomes(undisturbed));
    expect(log.at(-1)).toMatchObject({ reason: 'budget' });
  });

  it('three times, another backend takes over and the user is told', async () => {
    const { page } = await openWithHandle(browser);
    await start(page, { ...settings, backend }, tiny);
    await takeAwayOften(page, 3);
    const log = await waitFor(page, finished);
    expect(log.filter(({ type }) => type === 'backendChanged')).toEqual([
      expect.objectContaining({ from: backend, to: 'wasm', reason: expect.stringContaining('lost') }),
    ]);
    expect(outcomes(log)).toHaveLength(settings.evaluations);
    await page.getByText('GPU lost 3 times').waitFor();
    await page.getByText('now on WebAssembly SIMD').waitFor();
  });
});
