import { averaged } from '../search/averaged.ts';
import { strategyOf } from '../search/catalogue.ts';
import { innerState, inOrder } from '../search/in-order.ts';
import type { Origin, SearchSpace } from '../search/method.ts';
import { type Scalarisation, tchebycheff } from '../search/scalarise.ts';
import { search } from '../search/search.ts';
import type { Strategy } from '../search/strategy.ts';
import type { HypervolumeBox } from './events.ts';
import { placeInBox } from './front.ts';
import type { RunSettings } from './settings.ts';

type Settings = Pick<
  RunSettings,
  'strategy' | 'parameters' | 'objective' | 'errorWeight' | 'ahead' | 'repetitions'
>;

/** How error and parameters become one number: both in the box of the hypervolume, parameters by their logarithm. */
export function runScalarisation(
  { objective, errorWeight }: Pick<Settings, 'objective' | 'errorWeight'>,
  box: HypervolumeBox,
): Scalarisation {
  const weights = { random: 2, weighted: [errorWeight, 1 - errorWeight], error: [1, 0] } as const;
  return tchebycheff(weights[objective], ([error, parameters]) => {
    const [size, share] = placeInBox({ error: error!, parameters: parameters! }, box);
    return [share, size];
  });
}

/** The search strategy of a run, `first` the genotype to begin with if any: the method that its settings name, in its ledger, with what the settings wrap around it. */
export function runStrategy<G>(
  problem: SearchSpace<G>,
  settings: Settings,
  box: HypervolumeBox,
  origin: Origin,
  first?: G,
): Strategy<G> {
  const { create } = strategyOf(settings.strategy);
  const scalarisation = runScalarisation(settings, box);
  const repeated = settings.repetitions > 1;
  const ordered = settings.ahead > 0;
  // The state of a wrapped strategy holds that of the one within.
  const outer = typeof origin === 'number' ? undefined : origin.saved;
  const middle = repeated && outer !== undefined ? innerState(outer) : outer;
  const inner = ordered && middle !== undefined ? innerState(middle) : middle;
  let strategy = search<G>(
    problem,
    (from) => create(problem, settings.parameters, scalarisation, from),
    inner === undefined ? origin : { saved: inner },
    first === undefined ? {} : { first },
  );
  if (ordered) strategy = inOrder(strategy, settings.ahead, middle);
  if (repeated) strategy = averaged(strategy, settings.repetitions, outer);
  return strategy;
}
