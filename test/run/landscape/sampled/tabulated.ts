import type { Landscape, Product } from '../../../../src/landscape/landscape.ts';
import { landscapeOf } from '../../../../src/landscape/landscape.ts';
import { readTable } from '../../../../src/landscape/table.ts';
import type { Estimate } from '../../../../src/run/landscape/sampled/intervals.ts';
import { bear, layOut, type PlanOptions } from '../../../../src/run/landscape/sampled/plan.ts';
import { report, type SampledReport } from '../../../../src/run/landscape/sampled/report.ts';
import type { SampledSpace } from '../../../../src/run/landscape/sampled/space.ts';
import { readPublished } from '../../../landscape/files.ts';

/** What a generator returns. */
export function finish<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

export const natsLandscape = (column: string): Landscape =>
  landscapeOf(readTable(readPublished('nats_bench.csv')), column);

/** A product of choices as sampling sees spaces: nodes for genotypes, everything a member, no two the same network. */
export function productSpace({ sizes, digits, nodeOf }: Product): SampledSpace<number> {
  const length = sizes.length;
  const all = digits.length / length;
  return {
    draw: (rng) => rng.int(all),
    edit(node, rng) {
      const chosen = digits.slice(node * length, (node + 1) * length);
      const place = rng.int(length);
      chosen[place] = (chosen[place]! + 1 + rng.int(sizes[place]! - 1)) % sizes[place]!;
      return nodeOf(chosen);
    },
    distance(a, b) {
      let different = 0;
      for (let i = 0; i < length; i++) if (digits[a * length + i] !== digits[b * length + i]) different++;
      return different;
    },
    identify: String,
  };
}

/** A plan carried out on a table at once. */
export function sampleTable(
  space: SampledSpace<number>,
  fitness: ArrayLike<number>,
  options: PlanOptions,
  resamples: number,
): SampledReport<number> {
  const fitnessOf = (hash: string) => fitness[Number(hash)];
  const beginning = finish(layOut(space, options));
  const families = finish(bear(space, options, beginning, fitnessOf));
  return finish(
    report({
      ...{ beginning, families, fitnessOf, againOf: fitnessOf, resamples, seed: options.seed },
      ...{ failed: 0, done: 1, tolerance: 0, distance: space.distance },
    }),
  );
}

/** How often intervals hold what is true, by figure. */
export function createCoverage() {
  const found = new Map<string, { inside: number; all: number; none: number; sum: number; width: number }>();
  return {
    note(name: string, estimate: Estimate | undefined, truth: number): void {
      const tally = found.get(name) ?? { inside: 0, all: 0, none: 0, sum: 0, width: 0 };
      found.set(name, tally);
      if (!estimate) {
        tally.none++;
        return;
      }
      tally.all++;
      tally.sum += estimate.value - truth;
      tally.width += estimate.high - estimate.low;
      if (truth >= estimate.low && truth <= estimate.high) tally.inside++;
    },
    /** Shares of intervals that hold the truth, by figure. */
    shares: (): Map<string, number> =>
      new Map([...found].map(([name, { inside, all }]) => [name, inside / all])),
    found,
  };
}
