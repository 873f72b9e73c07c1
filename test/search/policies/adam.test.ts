import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { Parameters } from '../../../src/search/policies/adam.ts';

/** One step along a gradient. */
function ascend(parameters: Parameters, name: string, gradient: readonly number[], rate: number): number[] {
  const row = parameters.row(name, gradient.length);
  row.gradient.set(gradient);
  row.touched = true;
  parameters.ascend(rate);
  return [...row.values];
}

describe('Adam', () => {
  it('goes as tfjs’s does', async () => {
    await tf.setBackend('cpu');
    const optimizer = tf.train.adam(0.05, 0.9, 0.999, 1e-8);
    const variable = tf.variable(tf.tensor1d([0, 0, 0]), true, 'adam-reference');
    const parameters = new Parameters(1, 0);
    for (let step = 0; step < 50; step++) {
      const gradient = [Math.sin(step), 100 * Math.cos(3 * step), step === 20 ? 1000 : 1e-3];
      const ours = ascend(parameters, 'row', gradient, 0.05);
      // tfjs goes downhill.
      optimizer.applyGradients([{ name: variable.name, tensor: tf.neg(tf.tensor1d(gradient)) }]);
      for (const [i, value] of (await variable.data()).entries()) expect(ours[i]).toBeCloseTo(value, 4);
    }
  });

  it('moves by the learning rate in every direction at first, whatever the gradient’s size', () => {
    const parameters = new Parameters(1, 0);
    const [a, b, c] = ascend(parameters, 'row', [1e-4, -5, 0], 0.01);
    expect(a).toBeCloseTo(0.01, 5);
    expect(b).toBeCloseTo(-0.01, 5);
    expect(c).toBe(0);
  });

  it('leaves rows alone that a step did not touch, and counts their steps apart', () => {
    const parameters = new Parameters(1, 0);
    for (let i = 0; i < 10; i++) ascend(parameters, 'often', [1], 0.1);
    const before = [...parameters.row('often', 1).values];
    // A step that came late is as large as a first step.
    expect(ascend(parameters, 'seldom', [-3], 0.1)[0]).toBeCloseTo(-0.1, 5);
    expect([...parameters.row('often', 1).values]).toEqual(before);
  });

  it('draws a row from the seed and its name, whenever that is', () => {
    const one = new Parameters(7, 0.08);
    const other = new Parameters(7, 0.08);
    const late = other.row('b', 500);
    const early = one.row('a', 500);
    expect(one.row('b', 500).values).toEqual(late.values);
    expect(other.row('a', 500).values).toEqual(early.values);
    expect(early.values).not.toEqual(late.values);
    expect(new Parameters(8, 0.08).row('a', 500).values).not.toEqual(early.values);
    // Uniform: nothing beyond 0.08, mean 0 and standard deviation 0.08 / √3 within four standard errors.
    const mean = early.values.reduce((sum, value) => sum + value, 0) / 500;
    const square = early.values.reduce((sum, value) => sum + value * value, 0) / 500;
    expect(Math.max(...early.values.map(Math.abs))).toBeLessThanOrEqual(Math.fround(0.08));
    expect(Math.abs(mean)).toBeLessThan((4 * 0.08) / Math.sqrt(3 * 500));
    expect(Math.sqrt(square)).toBeCloseTo(0.08 / Math.sqrt(3), 2);
  });

  it('goes on from text as it would have', () => {
    const one = new Parameters(7, 0.08);
    one.row('never stepped', 2);
    ascend(one, 'a', [0.1, -1 / 3, 1e-20], 0.1);
    const text = JSON.stringify(one.state());
    expect(text).not.toContain('never stepped');
    const other = new Parameters(7, 0.08, JSON.parse(text));
    for (let i = 0; i < 3; i++)
      expect(ascend(other, 'a', [i, 0.3, -1e-9], 0.1)).toEqual(ascend(one, 'a', [i, 0.3, -1e-9], 0.1));
    expect(other.row('never stepped', 2).values).toEqual(one.row('never stepped', 2).values);
    expect(other.state()).toEqual(one.state());
  });
});
