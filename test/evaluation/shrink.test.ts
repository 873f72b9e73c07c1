import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inferShapes } from '../../src/architecture/graph.ts';
import { TrainingFailure } from '../../src/evaluation/failure.ts';
import { shrinkImages } from '../../src/evaluation/labelled-images.ts';
import { shrinkArchitecture } from '../../src/evaluation/shrink.ts';
import { chain, noise } from './jobs.ts';

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('shrinkImages', () => {
  it('makes each pixel the mean of those it stands for, at odd ends of fewer', () => {
    const side = fc.integer({ min: 1, max: 9 });
    const cases = fc.tuple(side, side, fc.integer({ min: 1, max: 3 }), fc.constantFrom(2, 4));
    fc.assert(
      fc.property(cases, ([height, width, channels, factor]) => {
        const data = noise([height, width, channels], 3, 2);
        const shrunk = shrinkImages(data, factor);
        const [tall, wide] = [Math.ceil(height / factor), Math.ceil(width / factor)];
        expect(shrunk.shape).toEqual([tall, wide, channels]);
        expect(shrunk.labels).toEqual(data.labels);
        expect(shrunk.classes).toBe(3);
        const expected: number[] = [];
        for (let i = 0; i < 2 * tall * wide * channels; i++) {
          const [n, y, x, c] = [
            Math.floor(i / channels / wide / tall),
            Math.floor(i / channels / wide) % tall,
            Math.floor(i / channels) % wide,
            i % channels,
          ];
          const covered = Array.from(data.images).filter((_, at) => {
            const [row, column] = [
              Math.floor(at / channels / width) % height,
              Math.floor(at / channels) % width,
            ];
            return (
              Math.floor(at / channels / width / height) === n &&
              at % channels === c &&
              Math.floor(row / factor) === y &&
              Math.floor(column / factor) === x
            );
          });
          expected.push(Math.round(mean(covered)));
        }
        expect([...shrunk.images]).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('leaves images alone at full size, and the originals always', () => {
    const data = noise([5, 5, 1], 2, 3);
    const before = data.images.slice();
    expect(shrinkImages(data, 1)).toBe(data);
    shrinkImages(data, 2);
    expect(data.images).toEqual(before);
  });
});

describe('shrinkArchitecture', () => {
  const unpadded = (...kernels: readonly number[]) =>
    chain(
      [28, 28, 1],
      ...kernels.map(
        (kernel) => ({ type: 'conv', filters: 2, kernel, stride: 1, bias: true, padding: 'valid' }) as const,
      ),
      { type: 'globalAverage' },
      { type: 'dense', units: 10 },
    );

  it('keeps the layers and shrinks the images as the data are shrunk', () => {
    const whole = unpadded(3);
    expect(shrinkArchitecture(whole, 1)).toBe(whole);
    for (const factor of [2, 4]) {
      const small = shrinkArchitecture(whole, factor);
      const { shape } = shrinkImages(noise([28, 28, 1], 10, 1), factor);
      expect(small.nodes[0]!.op).toEqual({ type: 'input', shape });
      expect(small.nodes.slice(1)).toEqual(whole.nodes.slice(1));
      expect(inferShapes(small).at(-1)).toEqual([10]);
    }
    // Odd sides are rounded up, as the images' are.
    const odd = chain([7, 9, 3], { type: 'globalAverage' });
    expect(shrinkArchitecture(odd, 2).nodes[0]!.op).toEqual({ type: 'input', shape: [4, 5, 3] });
    expect(shrinkArchitecture(odd, 4).nodes[0]!.op).toEqual({ type: 'input', shape: [2, 3, 3] });
    expect(odd.nodes[0]!.op).toEqual({ type: 'input', shape: [7, 9, 3] });
  });

  it('refuses in words what does not fit images that small', () => {
    // 28 − 4 − 4 = 20 leaves room; 14 − 8 too; 7 − 8 does not.
    const twice = unpadded(5, 5);
    expect(() => shrinkArchitecture(twice, 2)).not.toThrow();
    expect(() => shrinkArchitecture(twice, 4)).toThrow(TrainingFailure);
    expect(() => shrinkArchitecture(twice, 4)).toThrow(
      /^It does not fit images of a quarter of the size: Node 2 \(conv\) /,
    );
    expect(() => shrinkArchitecture(unpadded(15), 2)).toThrow(
      /^It does not fit images of a half of the size: /,
    );
    // A window that is just as large as the image fits.
    expect(() => shrinkArchitecture(unpadded(14), 2)).not.toThrow();
  });
});
