import { describe, expect, it } from 'vitest';
import type { Method, Suggestion } from '../../../src/search/method.ts';
import { PBIL_DEFAULTS, type PbilOptions, pbil } from '../../../src/search/methods/pbil.ts';
import { FIRST_OBJECTIVE } from '../../../src/search/scalarise.ts';
import type { Genotype } from '../../../src/space/tree.ts';
import { BLOCKS, treeSpace } from '../policies/tree-space.ts';
import { deviation, resultOf, wordSpace } from '../spaces.ts';

const SPACE = wordSpace(2, 4);
const options: PbilOptions = { population: 4, elites: 0.5, learningRate: 0.3, mutation: 0.08 };
const make = (changed: Partial<PbilOptions> = {}) =>
  pbil(SPACE, { ...options, ...changed }, FIRST_OBJECTIVE, 1);

const suggested = <G>(genotype: G): Suggestion<G> => ({
  genotype,
  generation: 1,
  operator: 'sample',
  parents: [],
});
const model = (method: Method<string> | Method<Genotype>): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries((method.state() as { model: readonly (readonly [string, readonly number[]])[] }).model);
const tellAll = (method: Method<string>, values: readonly (readonly [string, number | null])[]) => {
  for (const [i, [genotype, value]] of values.entries())
    method.tell(resultOf(suggested(genotype), i, value === null ? null : [value]));
};

const expectClose = (found: readonly number[], expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  for (const [i, p] of expected.entries()) expect(found[i]).toBeCloseTo(p, 12);
};

describe('PBIL', () => {
  it('moves to the elites’ frequencies, and a little back to uniform', () => {
    const method = make();
    // '30' and '31' are the two best of four.
    tellAll(method, [
      ['00', 5],
      ['30', 1],
      ['31', 2],
      ['22', 9],
    ]);
    const learned = (frequency: number) => 0.92 * (0.7 * 0.25 + 0.3 * frequency) + 0.02;
    expectClose(model(method)['0']!, [learned(0), learned(0), learned(0), learned(1)]);
    expectClose(model(method)['1']!, [learned(0.5), learned(0.5), learned(0), learned(0)]);
    const before = model(method)['0']!;
    tellAll(method, [
      ['20', 5],
      ['31', 6],
      ['11', 7],
      ['12', 9],
    ]);
    const again = (p: number, frequency: number) => 0.92 * (0.7 * p + 0.3 * frequency) + 0.02;
    expectClose(
      model(method)['0']!,
      before.map((p, i) => again(p, i === 2 || i === 3 ? 0.5 : 0)),
    );
    expect((method.ask() as Suggestion<string>).generation).toBe(3);
  });

  it('draws as its model says', () => {
    const method = make({ population: 1, learningRate: 0.5, mutation: 0.2 });
    tellAll(method, [['03', 1]]);
    const counts = new Array<number>(16).fill(0);
    for (let i = 0; i < 3000; i++)
      counts[Number.parseInt((method.ask() as Suggestion<string>).genotype, 4)]!++;
    const { '0': first, '1': second } = model(method);
    expect(
      deviation(
        counts,
        first!.flatMap((p) => second!.map((q) => p * q)),
      ),
    ).toBeLessThan(4.5);
  });

  it('never lets a probability fall below what mutation gives it, and they add up to 1', () => {
    const method = make({ population: 1 });
    for (let i = 0; i < 200; i++) tellAll(method, [['11', i]]);
    // The fixed point of p ← 0.92 · 0.7 p + 0.02.
    for (const p of model(method)['0']!.with(1, 1))
      expect(p).toBeGreaterThanOrEqual(0.02 / (1 - 0.92 * 0.7) - 1e-12);
    expect(model(method)['0']!.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });

  it('is UMDA at learning rate 1 without mutation', () => {
    const method = make({ learningRate: 1, mutation: 0, population: 8 });
    tellAll(method, [
      ['01', 1],
      ['02', 2],
      ['11', 3],
      ['03', 4],
      ...['33', '33', '33', '33'].map((w) => [w, 9] as const),
    ]);
    expectClose(model(method)['0']!, [0.75, 0.25, 0, 0]);
    expectClose(model(method)['1']!, [0, 0.5, 0.25, 0.25]);
  });

  it('learns from one elite where the share is none', () => {
    const method = make({ elites: 0, learningRate: 1, mutation: 0 });
    tellAll(method, [
      ['01', 3],
      ['12', 2],
      ['23', 1],
      ['30', 4],
    ]);
    expectClose(model(method)['0']!, [0, 0, 1, 0]);
  });

  it('leaves sites alone that no elite has', () => {
    const space = treeSpace(BLOCKS);
    const method = pbil(space, { ...options, population: 2 }, FIRST_OBJECTIVE, 1);
    const block = (kernel: number): Genotype => ({ choose: 'conv', with: { kernel, act: 'elu' } });
    const genotypes: Genotype[] = [{ blocks: [block(5)] }, { blocks: [block(1), block(1)] }];
    for (const [i, genotype] of genotypes.entries()) method.tell(resultOf(suggested(genotype), i, [i]));
    expect(Object.keys(model(method)).sort()).toEqual(
      space
        .decisions(genotypes[0]!)
        .map(({ site }) => site)
        .sort(),
    );
    const before = model(method);
    // Now the elite has two blocks; only its sites move.
    for (const [i, genotype] of genotypes.toReversed().entries())
      method.tell(resultOf(suggested(genotype), i, [i]));
    const second = space.decisions(genotypes[1]!).map(({ site }) => site);
    expect(Object.keys(model(method))).toHaveLength(second.length);
    for (const site of second) expect(model(method)[site]).not.toEqual(before[site]);
    const skip: Genotype = { blocks: [{ choose: 'skip', with: 'a' }] };
    const kernel = second.find((site) => site.includes('kernel') && site.includes('[1]'))!;
    const kept = model(method)[kernel];
    for (let i = 0; i < 2; i++) method.tell(resultOf(suggested(skip), i, [i]));
    expect(model(method)[kernel]).toEqual(kept);
  });

  it('takes frequencies among those elites that have the site', () => {
    const space = treeSpace(BLOCKS);
    const method = pbil(
      space,
      { population: 2, elites: 1, learningRate: 1, mutation: 0 },
      FIRST_OBJECTIVE,
      1,
    );
    const pool: Genotype = { choose: 'pool', with: { kind: 'max', size: 4 } };
    for (const blocks of [[pool], [pool, pool]])
      method.tell(resultOf(suggested<Genotype>({ blocks }), 1, [1]));
    const sizes = Object.entries(model(method)).filter(([site]) => site.endsWith('size'));
    expect(sizes).toHaveLength(2);
    for (const [, p] of sizes) expect(p).toEqual([0, 0, 1]);
    for (const p of Object.values(model(method))) expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });

  it('takes failures and infeasible ones for the worst, and no repeats', () => {
    const method = make({ population: 3, elites: 0.34, learningRate: 1, mutation: 0 });
    tellAll(method, [['10', 5]]);
    method.tell(resultOf(suggested('22'), 2, [0], { repeat: true }));
    method.tell(resultOf(suggested('33'), 3, null, { violation: 2 }));
    expect(model(method)).toEqual({});
    tellAll(method, [['20', 7]]);
    expectClose(model(method)['0']!, [0, 1, 0, 0]);
    // Of infeasible ones the least is best; a failure is better than any.
    for (const [genotype, violation] of [
      ['00', 2],
      ['33', 1],
      ['22', 3],
    ] as const)
      method.tell(resultOf(suggested(genotype), 4, null, { violation }));
    expectClose(model(method)['0']!, [0, 0, 0, 1]);
    method.tell(resultOf(suggested('00'), 5, null, { violation: 0.001 }));
    tellAll(method, [['11', null]]);
    method.tell(resultOf(suggested('33'), 5, null, { violation: 0.001 }));
    expectClose(model(method)['0']!, [0, 1, 0, 0]);
  });

  it('has usual values that leave a site of four options some chance for each', () => {
    const method = pbil(SPACE, PBIL_DEFAULTS, FIRST_OBJECTIVE, 1);
    for (let i = 0; i < 2000; i++) tellAll(method, [['11', 1]]);
    expect(Math.min(...model(method)['0']!)).toBeGreaterThan(0.01);
  });
});
