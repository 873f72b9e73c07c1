import { expect, it } from 'vitest';
import { ParzenEstimator } from '../../../src/search/surrogates/parzen.ts';
import { createRng, deriveSeed } from '../../../src/space/random.ts';

it('is a categorical distribution for each site, with a prior', () => {
  const genotypes = [0, 0, 1].map((choice) => [{ site: 'a', options: 3, choice }]);
  const estimator = new ParzenEstimator([...genotypes, [{ site: 'b', options: 2, choice: 1 }]], 1);
  const of = (site: string, options: number, choice: number) =>
    estimator.probability({ site, options, choice });
  expect([0, 1, 2].map((choice) => of('a', 3, choice))).toEqual([3 / 6, 2 / 6, 1 / 6]);
  expect([0, 1].map((choice) => of('b', 2, choice))).toEqual([1 / 3, 2 / 3]);
  expect(of('unseen', 4, 2)).toBe(1 / 4);
  const decisions = [
    { site: 'a', options: 3, choice: 1 },
    { site: 'b', options: 2, choice: 1 },
  ];
  expect(estimator.logDensity(decisions)).toBeCloseTo(Math.log((2 / 6) * (2 / 3)), 12);
  const rng = createRng(deriveSeed('parzen'));
  const counts = [0, 0, 0];
  for (let i = 0; i < 6000; i++) counts[estimator.draw('a', 3, rng)]!++;
  for (const [choice, count] of counts.entries()) expect(count / 6000).toBeCloseTo([3, 2, 1][choice]! / 6, 1);
});
