import { foldRun, type RunView } from '../../../../src/run/fold.ts';
import { syntheticLog } from '../../../../src/run/synthetic.ts';

/** A run with failures, crossovers and candidates over the cap, and the genotypes of all its candidates. */
export function madeUp(candidates = 260, seed = 3) {
  const log = syntheticLog({ candidates, seed, generationSize: 20, genotypes: true });
  const run = foldRun(null, log) as RunView;
  return { log, run, table: run.candidates };
}
