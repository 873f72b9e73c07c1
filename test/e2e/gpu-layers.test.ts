import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SOFTWARE_GPU } from '../../scripts/chromium.mjs';
import { serveEngine } from '../../scripts/engine-page.mjs';
import { type Architecture, inferShapes, type LayerOp } from '../../src/architecture/graph.ts';
import { buildNetwork } from '../../src/evaluation/network.ts';
import { crossEntropy } from '../../src/evaluation/ops/loss.ts';
import { createRng } from '../../src/space/random.ts';
import { LAYER_CASES } from '../engine/cases.ts';
import { randomNumbers, randomWeights } from '../evaluation/random-weights.ts';
import { launch } from './browser.ts';

let browser: Browser;
let server: Awaited<ReturnType<typeof serveEngine>>;
beforeAll(async () => {
  server = await serveEngine();
  // Software adapters: they show that the right thing is computed, and nothing about speed.
  browser = await launch(SOFTWARE_GPU);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

const LABELS = [3, 7];

interface Differentiated {
  readonly logits: number[];
  readonly gradient: number[];
}

/** The reference: tfjs's cpu backend, in this process. */
async function onCpu(
  architecture: Architecture,
  pixels: Float32Array,
  weights: Float32Array,
): Promise<Differentiated> {
  await tf.setBackend('cpu');
  return tf.tidy(() => {
    const images = tf.tensor4d(pixels, [
      LABELS.length,
      ...(inferShapes(architecture)[0] as [number, number, number]),
    ]);
    const targets = tf.oneHot(LABELS, 10, 1, 0, 'float32') as tf.Tensor2D;
    let answers: number[] = [];
    const { gradient } = buildNetwork(architecture).differentiate(
      images,
      tf.tensor1d(weights),
      (size) => tf.fill([size], 0.5),
      (logits) => {
        answers = [...logits.dataSync()];
        return crossEntropy(logits, targets);
      },
    );
    return { logits: answers, gradient: [...gradient.dataSync()] };
  });
}

const onPage = (page: Page, architecture: Architecture, pixels: Float32Array, weights: Float32Array) =>
  page.evaluate(
    async ([network, image, numbers, labels]) => {
      const { logits, gradient, tensors } = await globalThis.engine.differentiate(
        network,
        Float32Array.from(image),
        labels,
        Float32Array.from(numbers),
      );
      return { logits: [...logits], gradient: [...gradient], tensors };
    },
    [architecture, [...pixels], [...weights], LABELS] as const,
  );

/** How far apart two lists are, as a share of the largest value. */
function apart(reference: readonly number[], other: readonly number[]): number {
  const scale = Math.max(...reference.map(Math.abs), 1e-3);
  return Math.max(...reference.map((value, i) => Math.abs(value - (other[i] ?? Number.NaN)))) / scale;
}

describe('the cases', () => {
  it('have every layer that there is', () => {
    const met = new Set(LAYER_CASES.flatMap(([, { nodes }]) => nodes.map(({ op }) => op.type)));
    const all: Record<LayerOp['type'], true> = {
      input: true,
      conv: true,
      separable: true,
      depthwise: true,
      transposed: true,
      batchNorm: true,
      activation: true,
      maxPool: true,
      averagePool: true,
      upsample: true,
      add: true,
      concat: true,
      scale: true,
      zero: true,
      globalAverage: true,
      globalDepthwise: true,
      flatten: true,
      dense: true,
      dropout: true,
    };
    expect([...met].sort()).toEqual(Object.keys(all).sort());
  });
});

describe.each(['webgpu', 'webgl', 'wasm'] as const)('on %s', (backend) => {
  let page: Page;
  beforeAll(async () => {
    page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => globalThis.startEngine !== undefined);
    await page.evaluate(async (name) => {
      globalThis.engine = globalThis.startEngine();
      await globalThis.engine.open(name);
    }, backend);
  });
  afterAll(() => page.close());

  it('every layer answers and has the gradient that the cpu backend has', async () => {
    const wrong: string[] = [];
    for (const [index, [name, architecture]] of LAYER_CASES.entries()) {
      const rng = createRng(index);
      const weights = randomWeights(buildNetwork(architecture).weights, rng);
      const size = inferShapes(architecture)[0]!.reduce((a, b) => a * b);
      const pixels = randomNumbers(LABELS.length * size, rng);
      const reference = await onCpu(architecture, pixels, weights);
      const own = await onPage(page, architecture, pixels, weights);
      const distance = Math.max(apart(reference.logits, own.logits), apart(reference.gradient, own.gradient));
      if (!(distance < 1e-4) || own.tensors !== 0)
        wrong.push(`${name}: ${distance.toExponential(1)}, ${own.tensors} tensors left`);
    }
    expect(wrong).toEqual([]);
  });

  it('a data set too large for plain numbers is given back as it is', async () => {
    const { read, expected } = await page.evaluate(() =>
      globalThis.engine.readImages(21_500, [21_499, 0, 17, 10_000]),
    );
    expect(read).toEqual(expected);
  });
});
