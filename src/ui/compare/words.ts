import type { ComparisonView } from '../../run/comparison-fold.ts';
import { strategyOf } from '../../search/catalogue.ts';
import { duration } from '../shared/format.ts';
import type { Measure } from './compare-store.ts';

const ENDINGS = {
  done: 'All runs are done',
  stopped: 'The comparison was stopped',
  error: 'The comparison ended with an error',
} as const;

/** What is going on, as a sentence. */
export function comparisonSentence(view: ComparisonView | null, starting: boolean): string {
  if (starting) return 'Loading MNIST and starting the workers …';
  if (!view) return 'Every strategy gets the same budget, the same seeds and the same training.';
  const { contestants, runs, settings } = view.started;
  const all = contestants.length * runs * settings.evaluations;
  if (view.finished) {
    const { reason, message } = view.finished;
    return `${ENDINGS[reason]}${message ? `: ${message}` : ''}. ${view.candidates} candidates in ${duration(view.activeMs / 1000)}.`;
  }
  const { current } = view;
  const doing = current
    ? `${strategyOf(contestants[current.contestant]!.strategy).title}, run ${current.run + 1} of ${runs}`
    : 'Starting';
  const left =
    view.candidates > 0
      ? `; about ${duration(((all - view.candidates) * view.activeMs) / view.candidates / 1000)} left`
      : '';
  return `${view.phase === 'paused' ? 'Paused. ' : ''}${doing}: ${view.candidates} of ${all} candidates${left}.`;
}

/** A value of the measure as it is shown. */
export const measureText = (value: number, measure: Measure): string =>
  measure === 'error' ? `${(value * 100).toFixed(2)} %` : value.toFixed(4);

export const MEASURE_NAMES = { hypervolume: 'hypervolume', error: 'lowest validation error' } as const;

/** How a strategy is drawn: a colour of the theme, and a dash that tells it from the others without the colour. */
export const STROKES = [
  { colour: 'var(--series-1)', dash: undefined },
  { colour: 'var(--series-2)', dash: '7 3' },
  { colour: 'var(--series-3)', dash: '2 3' },
  { colour: 'var(--series-4)', dash: '9 3 2 3' },
  { colour: 'var(--series-5)', dash: '4 2' },
  { colour: 'var(--series-6)', dash: '12 4' },
] as const;
