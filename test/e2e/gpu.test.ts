import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SOFTWARE_GPU } from '../../scripts/chromium.mjs';
import type { SpaceDocument } from '../../src/space/document.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { finished, launch, open, start, waitFor } from './browser.ts';

/** One layer of small cells, with every kind of operation within reach of one candidate. */
const tiny: SpaceDocument = {
  ...HIERARCHICAL_SMALL,
  motifs: {
    cell: {
      kind: 'pipelines',
      pipelines: [
        {
          repeat: 2,
          blocks: [
            {
              operation: ['conv3', 'sepconv3', 'maxpool3'],
              repeat: 2,
              activation: ['relu', 'swish'],
              skip: true,
            },
          ],
        },
      ],
      merge: ['add', 'concat'],
    },
  },
  stem: { operation: 'conv3', filters: 4, stride: 2 },
  layers: [{ cell: 'cell', repeat: 1, filters: 4, resolution: 'down' }],
};

// Software adapters: they show that the GPU backends compute the right thing, and nothing about their speed.
let browser: Browser;
beforeAll(async () => {
  browser = await launch(SOFTWARE_GPU);
});
afterAll(() => browser.close());

describe.each(['webgl', 'webgpu'] as const)('on %s', (backend) => {
  it('trains a candidate as wasm does', async () => {
    const { page, faults } = await open(browser);
    const first = async (chosen: 'wasm' | typeof backend) => {
      await start(
        page,
        { backend: chosen, evaluations: 1, workers: 1, dataShare: 0.001, batchSize: 16 },
        tiny,
      );
      const log = await waitFor(page, finished, 170);
      expect(log[0]).toMatchObject({ backend: chosen });
      const measured = log.find((event) => event.type === 'measured');
      if (measured?.type !== 'measured') throw new Error(`no measurement: ${JSON.stringify(log.at(-2))}`);
      return measured;
    };
    const reference = await first('wasm');
    const own = await first(backend);
    expect(Math.abs(own.loss / reference.loss - 1)).toBeLessThan(0.01);
    expect(Math.abs(own.error - reference.error)).toBeLessThan(0.02);
    expect(faults).toEqual([]);
  });
});
