import { FEW, type Sample, type TrialOutcome } from '../../../run/portraits/trials.ts';
import { percent } from '../../shared/format.ts';
import { list, type NamedGroup } from './named-groups.ts';

export const OUTCOME_NAMES: Readonly<Record<TrialOutcome, string>> = {
  hypervolume: 'Hypervolume',
  error: 'Lowest error',
};

export const outcomeText = (value: number, outcome: TrialOutcome): string =>
  outcome === 'error' ? percent(value) : value.toFixed(4);

/** A p-value as it is written. */
export const pText = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`);

/** How large a difference is called, either way (Vargha & Delaney 2000): small from 0.56, medium from 0.64, large from 0.71. */
export function sizeWord(a12: number): 'none' | 'small' | 'medium' | 'large' {
  const distance = Math.abs(a12 - 0.5);
  if (distance >= 0.21 - 1e-12) return 'large';
  if (distance >= 0.14 - 1e-12) return 'medium';
  return distance >= 0.06 - 1e-12 ? 'small' : 'none';
}

/** What must be known before a test is believed, a sentence each. `samples`: of the groups, in their order. */
export function testWarnings(groups: readonly NamedGroup[], samples: readonly Sample[]): string[] {
  const named = (wanted: (sample: Sample) => boolean) =>
    groups.filter((_, g) => samples[g] && wanted(samples[g])).map(({ name }) => name);
  const single = named(({ values }) => values.length < 2);
  const few = named(({ values }) => values.length >= 2 && values.length < FEW);
  const left = samples.flatMap(({ early }) => early.map(({ name }) => name));
  return [
    few.length > 0 &&
      `Fewer than ${FEW} seeds in ${list(few)}: a test says next to nothing, whatever its p. Run more seeds.`,
    single.length > 0 &&
      `No test with ${list(single)}: one run is no sample. It takes several that differ in their seed alone.`,
    left.length > 0 && `Not counted, since they did not come so far: ${list(left)}.`,
  ].filter((sentence) => sentence !== false);
}
