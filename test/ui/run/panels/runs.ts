import { foldRun, type RunView } from '../../../../src/run/fold.ts';
import { type SyntheticOptions, syntheticLog } from '../../../../src/run/synthetic.ts';

/** A made-up run, folded; without genotypes, which nothing here looks at. */
export const madeUp = (options: Partial<SyntheticOptions> = {}): RunView =>
  foldRun(null, syntheticLog({ candidates: 120, seed: 1, genotypes: false, ...options }))!;
