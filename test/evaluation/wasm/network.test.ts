import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Architecture, inferShapes } from '../../../src/architecture/graph.ts';
import { phenotype } from '../../../src/architecture/phenotype.ts';
import { buildNetwork } from '../../../src/evaluation/network.ts';
import { crossEntropy } from '../../../src/evaluation/ops/loss.ts';
import { createOptimizer } from '../../../src/evaluation/optimizer.ts';
import { initialWeights } from '../../../src/evaluation/weights.ts';
import { compileSpace } from '../../../src/space/hierarchy.ts';
import { PRESETS } from '../../../src/space/presets.ts';
import { createRng, deriveSeed } from '../../../src/space/random.ts';
import { sample } from '../../../src/space/sample.ts';
import { on, useWasm } from '../wasm.ts';
import { differenceOf } from './agreement.ts';
import { decisionsOf } from './decisions.ts';
import { uniform } from './values.ts';

beforeAll(useWasm);

/** How many members of each preset are differentiated: more for a thorough run, `CELLSCAPE_MEMBERS=200`. */
const MEMBERS = Number(process.env.CELLSCAPE_MEMBERS ?? 2);
/** So many that the smallest images, of one pixel, are still normalised over a few values: over four, one step of the weights' last bit moves a
 * gradient by 1e-4 on either backend. */
const BATCH = 8;
/** Larger members take tfjs's cpu backend too long. */
const MACS = 2_200_000;
/** How often other images are taken where a value lies on a corner of the network. */
const DRAWS = 5;

/** Images, targets and weights of an architecture; the same on every backend. */
function start(architecture: Architecture, seed: number, draw = 0) {
  const network = buildNetwork(architecture);
  const rng = createRng(deriveSeed('network', seed, draw));
  const [height, width, channels] = inferShapes(architecture)[0] as [number, number, number];
  const classes = inferShapes(architecture).at(-1)![0]!;
  const images = uniform(rng, [BATCH, height, width, channels]).numbers.map((x) => (x + 1) / 2);
  const goals = new Float32Array(BATCH * classes);
  for (let image = 0; image < BATCH; image++) goals[image * classes + rng.int(classes)] = 1;
  // A little off their first values, so that biases and offsets are not all 0.
  const weights = initialWeights(network.weights, seed).map((weight) => weight + 0.1 * (rng.float() - 0.5));
  /** Dropout's random numbers, from the start at every call: the same for each step on each backend. */
  const noise = () => {
    const own = createRng(deriveSeed('noise', seed));
    return (size: number) => tf.tensor1d(Float32Array.from({ length: size }, () => own.float()));
  };
  /** Loss, gradient and statistics for weights on the active backend. The caller disposes them. */
  const differentiate = (at: tf.Tensor1D) =>
    tf.tidy(() => {
      const x = tf.tensor4d(images, [BATCH, height, width, channels]);
      const targets = tf.tensor2d(goals, [BATCH, classes]);
      const { loss, gradient, statistics } = network.differentiate(x, at, noise(), (logits) =>
        crossEntropy(logits, targets),
      );
      return { loss, gradient, statistics: statistics ?? tf.tensor1d([]) };
    });
  return { network, weights, differentiate };
}

const normOf = (x: Float32Array): number => Math.sqrt(x.reduce((sum, value) => sum + value ** 2, 0));

describe(`gradients of ${MEMBERS} random members`, () => {
  it.each(PRESETS.map(({ title, document }) => [title, document] as const))(
    'of %s are the same on wasm and on the cpu',
    async (_, document) => {
      // The images are small for the sake of tfjs's cpu backend: what is done with them is the same.
      const space = compileSpace({ ...document, input: [6, 5, document.input[2]] });
      for (let seed = 0, tried = 0; tried < MEMBERS; seed++) {
        const { architecture, alive, costs } = phenotype(space, sample(space.tree, createRng(seed)));
        if (!alive || costs.macs > MACS) continue;
        tried++;
        expect(await errorsOf(architecture, seed), `member ${seed}`).toEqual({
          loss: expect.toSatisfy(isSmall),
          gradient: expect.toSatisfy(isSmall),
          statistics: expect.toSatisfy(isSmall),
        });
      }
    },
  );
});

const isSmall = (error: number): boolean => error < 1e-4;

/** How far wasm is from the cpu, for images that leave no ReLU and no max pool undecided. */
async function errorsOf(architecture: Architecture, seed: number): Promise<object> {
  for (let draw = 0; draw < DRAWS; draw++) {
    const { weights, differentiate } = start(architecture, seed, draw);
    const decisions: string[] = [];
    const compute = () => {
      const [result, decided] = decisionsOf(() => differentiate(tf.tensor1d(weights)));
      decisions.push(decided);
      return [result.loss, result.gradient, result.statistics];
    };
    const [loss, gradient, statistics] = await on('cpu', compute);
    const [ourLoss, ourGradient, ourStatistics] = await on('wasm', compute);
    if (decisions[0] !== decisions[1]) continue;
    const difference = gradient!.map((value, i) => value - ourGradient![i]!);
    return {
      loss: differenceOf(loss!, ourLoss!),
      gradient: normOf(difference) / normOf(gradient!),
      statistics: differenceOf(statistics!, ourStatistics!),
    };
  }
  return { undecided: DRAWS };
}

describe('losses over 50 steps of training', () => {
  const space = compileSpace({ ...PRESETS[0]!.document, input: [6, 6, 1] });
  const { architecture } = phenotype(space, sample(space.tree, createRng(1)));

  it.each(['sgd', 'adam', 'adamw'] as const)(
    'with %s are the same on wasm and on the cpu',
    async (optimizer) => {
      const { network, weights, differentiate } = start(architecture, 1);
      const settings = { optimizer, momentum: 0.9, weightDecay: 1e-4, clipNorm: 1 } as const;
      const train = () => {
        const following = createOptimizer(settings, network.weights, weights);
        const losses: tf.Scalar[] = [];
        for (let step = 0; step < 50; step++) {
          const { loss, gradient, statistics } = differentiate(following.weights);
          following.step(gradient, optimizer === 'sgd' ? 0.05 : 0.002);
          losses.push(loss);
          tf.dispose([gradient, statistics]);
        }
        following.dispose();
        return losses;
      };
      const reference = (await on('cpu', train)).map(([loss]) => loss!);
      const ours = (await on('wasm', train)).map(([loss]) => loss!);
      expect(reference.at(-1)!).toBeLessThan(reference[0]! / 2);
      expect(differenceOf(reference, ours)).toBeLessThan(1e-4);
    },
  );
});
