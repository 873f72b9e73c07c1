import type { Scalarisation } from '../scalarise.ts';
import type { Evaluated, Ordering } from './individual.ts';

/** By one number, smaller first; of equals the younger first, so that neutral changes drift (Miller & Thomson 2000). */
export function byValue({ value }: Scalarisation): Ordering {
  const valuesOf = (individuals: readonly Evaluated<unknown>[]) =>
    individuals.map(({ objectives }) => value(objectives));
  return {
    duel(individuals) {
      const values = valuesOf(individuals);
      return (a, b) => values[a]! - values[b]!;
    },
    survivors(individuals, count) {
      const values = valuesOf(individuals);
      return [...individuals.keys()]
        .sort((a, b) => values[a]! - values[b]! || individuals[b]!.candidate - individuals[a]!.candidate)
        .slice(0, count);
    },
  };
}
