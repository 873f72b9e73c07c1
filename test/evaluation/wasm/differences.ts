import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { createRng, deriveSeed, type Rng } from '../../../src/space/random.ts';
import { on } from '../wasm.ts';
import { type TensorsOf, tensorsOf, uniform, type Values } from './values.ts';

const CASES = 25;
/** How many numbers of each input are moved. */
const PROBES = 6;
/** Of the largest number of the gradient. */
const TOLERANCE = 1e-2;

type Inputs = Readonly<Record<string, Values>>;

/** A function and its gradient, as it is written out. */
export interface Differentiable<Case extends object, In extends Inputs> {
  draw(rng: Rng): Case;
  inputs(drawn: Case, rng: Rng): In;
  forward(tensors: TensorsOf<In>, drawn: Case): tf.Tensor;
  /** The gradients, with regard to some or all inputs, of Σ dy · forward. */
  back(dy: tf.Tensor, tensors: TensorsOf<In>, drawn: Case): { readonly [Name in keyof In]?: tf.Tensor };
  /** Outputs nearer to 0 than this do not count: there is a corner. */
  readonly corner?: number;
  /** How far an input is moved to each side. */
  readonly step?: number;
}

/** A test that a written-out gradient is that of the function itself, on wasm: central differences of Σ w · y for fixed weights w. */
export function differentiates<Case extends object, In extends Inputs>(
  name: string,
  { draw, inputs, forward, back, corner = 0, step = 0.02 }: Differentiable<Case, In>,
): void {
  it(`${name}, ${CASES} cases`, async ({ annotate }) => {
    let worst = 0;
    for (let index = 0; index < CASES; index++) {
      const rng = createRng(deriveSeed('differences', name, index));
      const drawn = draw(rng);
      const point = inputs(drawn, rng);
      let shape: number[] = [];
      const [y] = await on('wasm', () => {
        const output = forward(tensorsOf(point), drawn);
        shape = output.shape;
        return [output];
      });
      const weights = uniform(rng, shape).numbers.map((weight, i) =>
        Math.abs(y![i]!) < corner ? 0 : weight,
      );
      const value = async (moved: In) => {
        const [there] = await on('wasm', () => [forward(tensorsOf(moved), drawn)]);
        return there!.reduce((sum, output, i) => sum + weights[i]! * output, 0);
      };
      const names: (keyof In & string)[] = [];
      const gradients = await on('wasm', () => {
        const found = back(tf.tensor(weights, shape), tensorsOf(point), drawn);
        names.push(...(Object.keys(found) as (keyof In & string)[]));
        return Object.values(found as Record<string, tf.Tensor>);
      });
      for (const [i, input] of names.entries()) {
        const gradient = gradients[i]!;
        const { shape: sides, numbers } = point[input]!;
        expect(gradient.length).toBe(numbers.length);
        const scale = Math.max(1e-3, ...gradient.map(Math.abs));
        for (let probe = 0; probe < PROBES; probe++) {
          const place = rng.int(numbers.length);
          const [up, down] = [numbers.slice(), numbers.slice()];
          up[place]! += step;
          down[place]! -= step;
          const above = await value({ ...point, [input]: { shape: sides, numbers: up } });
          const below = await value({ ...point, [input]: { shape: sides, numbers: down } });
          const measured = (above - below) / (up[place]! - down[place]!);
          const error = Math.abs(measured - gradient[place]!) / scale;
          worst = Math.max(worst, error);
          expect(
            error,
            `case ${index}, ${JSON.stringify(drawn)}: ${input}[${place}] is ${gradient[place]}, measured ${measured}`,
          ).toBeLessThan(TOLERANCE);
        }
      }
    }
    await annotate(`${CASES} cases, worst error ${worst.toExponential(1)}`);
  });
}
