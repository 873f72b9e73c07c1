import { foldRun, type RunView } from '../../../../src/run/fold.ts';
import { syntheticLog } from '../../../../src/run/synthetic.ts';

const log = syntheticLog({ candidates: 600, seed: 11, genotypes: false });

/** A made-up run, as far as `share` of its log goes. */
export function madeUp(share = 1): RunView {
  return foldRun(null, log.slice(0, Math.ceil(share * log.length)))!;
}

/** The run once more, growing: folds so many events at a time. */
export function* growing(step: number): Generator<RunView> {
  let view: RunView | null = null;
  for (let at = 0; at < log.length; at += step) {
    view = foldRun(view, log.slice(at, at + step));
    yield view!;
  }
}
