import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { takeRows } from '../../src/datasets/dataset.ts';
import { gunzip, parseIdx } from '../../src/datasets/idx.ts';
import { loadMnist } from '../../src/datasets/mnist.ts';
import { stratify, takeShare } from '../../src/datasets/split.ts';
import { readMnist } from './node-mnist.ts';

const idx = (shape: number[], data: number[]) => {
  const head = new Uint8Array(4 + 4 * shape.length);
  head.set([0, 0, 8, shape.length]);
  for (const [i, size] of shape.entries()) new DataView(head.buffer).setUint32(4 + 4 * i, size);
  return new Uint8Array([...head, ...data]);
};

describe('parseIdx', () => {
  it('reads shape and bytes', () => {
    expect(parseIdx(idx([2, 3], [1, 2, 3, 4, 5, 6]), 'x')).toEqual({
      shape: [2, 3],
      data: new Uint8Array([1, 2, 3, 4, 5, 6]),
    });
  });

  it.each([
    ['html', new TextEncoder().encode('<!doctype html>'), 'does not start with two zero bytes'],
    ['floats', new Uint8Array([0, 0, 0x0d, 1, 0, 0, 0, 0]), 'type 0xd'],
    ['cut header', new Uint8Array([0, 0, 8, 3, 0]), 'header ends early'],
    ['cut data', idx([2, 3], [1, 2]), 'should hold 2×3 = 6 bytes of data, it holds 2'],
    ['nothing', new Uint8Array(), 'does not start'],
  ])('refuses %s and says why', (name, bytes, message) => {
    expect(() => parseIdx(bytes, name)).toThrow(message);
    expect(() => parseIdx(bytes, name)).toThrow(name);
  });
});

describe('gunzip', () => {
  it('unpacks gzip and passes other bytes on', async () => {
    const plain = new Uint8Array([5, 6, 7]);
    expect(await gunzip(new Uint8Array(gzipSync(plain)))).toEqual(plain);
    expect(await gunzip(plain)).toBe(plain);
  });
});

describe('stratify', () => {
  it('takes every row once, every class by its share, the same for the same seed', () => {
    const labels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(labels, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer(), (values, share, seed) => {
        const all = Uint8Array.from(values);
        const size = Math.round(all.length * share);
        const { sample, rest } = stratify(all, size, seed);
        expect(sample).toHaveLength(size);
        expect([...sample, ...rest].sort((a, b) => a - b)).toEqual([...all.keys()]);
        for (let label = 0; label < 5; label++) {
          const have = sample.filter((row) => all[row] === label).length;
          const exact = (values.filter((value) => value === label).length * size) / all.length;
          expect(Math.abs(have - exact)).toBeLessThan(1);
        }
        expect(stratify(all, size, seed)).toEqual({ sample, rest });
      }),
    );
  });

  it('refuses more rows than there are', () => {
    expect(() => stratify(new Uint8Array(3), 4, 1)).toThrow('Cannot take 4 of 3 rows');
  });
});

describe('MNIST', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('is the real one: sizes, class counts, and a stratified share of it', async () => {
    const train = await readMnist('train');
    const test = await readMnist('t10k');
    const counts = (labels: Uint8Array) =>
      Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
    // The class counts published with the data set.
    expect(counts(train.labels)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(counts(test.labels)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    const tenth = takeShare(train, 0.1, 3);
    expect(counts(tenth.labels).reduce((a, b) => a + b)).toBe(6000);
    for (const [digit, n] of counts(tenth.labels).entries())
      expect(Math.abs(n - counts(train.labels)[digit]! / 10)).toBeLessThan(1);
    const [row] = [...train.labels.keys()].slice(77);
    expect(takeRows(train, [row!]).images).toEqual(train.images.slice(row! * 784, (row! + 1) * 784));
  });

  it('is loaded from its files and cut 50,000 / 10,000 / 10,000', async () => {
    const [train, test] = [await readMnist('train'), await readMnist('t10k')];
    const files: Record<string, Uint8Array<ArrayBuffer>> = {
      'manifest.json': new TextEncoder().encode(
        '{"files":{"a":{"sha256":"0123456789"},"b":{"sha256":"abcdef0123"}}}',
      ),
      'train-images.idx.gz': idxFile([60_000, 28, 28], train.images),
      'train-labels.idx.gz': idxFile([60_000], train.labels),
      'test-images.idx.gz': idxFile([10_000, 28, 28], test.images),
      'test-labels.idx.gz': idxFile([10_000], test.labels),
    };
    vi.stubGlobal('fetch', async (url: URL) => new Response(files[url.pathname.split('/').at(-1)!] ?? null));
    const loaded = await loadMnist('http://localhost/data/');
    expect([loaded.train, loaded.validation, loaded.test].map(({ labels }) => labels.length)).toEqual([
      50_000, 10_000, 10_000,
    ]);
    expect(loaded.fingerprint).toBe('01234567-abcdef01');
    expect(loaded.test.images).toEqual(test.images);
  });

  it('says which file is missing and what to do', async () => {
    vi.stubGlobal('fetch', async () => new Response(null, { status: 404 }));
    await expect(loadMnist('http://localhost/data/')).rejects.toThrow(
      /manifest\.json could not be loaded \(HTTP 404\)\. Run "npm run build"/,
    );
  });
});

function idxFile(shape: number[], data: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = idx(shape, []);
  const file = new Uint8Array(head.length + data.length);
  file.set(head);
  file.set(data, head.length);
  return file;
}
