import { expect, it } from 'vitest';
import { changesBetween, DEFAULT_SETTINGS, withStrategy } from '../../../src/run/settings.ts';
import { changeText } from '../../../src/ui/run/change-words.ts';

it('says what was changed, from what to what', () => {
  const to = {
    ...DEFAULT_SETTINGS,
    mutationRate: 0.2,
    parameters: { ...DEFAULT_SETTINGS.parameters, population: 40, survivors: 'oldest' },
  };
  expect(changeText(DEFAULT_SETTINGS, changesBetween(DEFAULT_SETTINGS, to))).toEqual([
    'Population 16 → 40',
    'Removes the worst → the oldest',
    'Mutation rate 0.05 → 0.2',
  ]);
  const other = withStrategy(DEFAULT_SETTINGS, 'random');
  expect(changeText(DEFAULT_SETTINGS, changesBetween(DEFAULT_SETTINGS, other))).toEqual([
    'Strategy NSGA-II → Random search',
  ]);
});
