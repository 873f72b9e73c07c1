import type { RunSettings } from '../../run/settings.ts';
import type { ParameterInfo, Parameters, ParameterValue } from '../../search/catalogue/types.ts';
import { strategyOf } from '../../search/catalogue.ts';

/** Changes of settings as lines: `Population 16 → 32`. */
export function changeText(before: RunSettings, changes: Partial<RunSettings>): string[] {
  const after: RunSettings = { ...before, ...changes };
  return (Object.keys(changes) as (keyof RunSettings)[]).flatMap((name) => {
    if (name === 'strategy')
      return [`Strategy ${strategyOf(before.strategy).title} → ${strategyOf(after.strategy).title}`];
    // Another strategy has other parameters: its name says it all.
    if (name === 'parameters')
      return before.strategy === after.strategy ? parameterText(before, after.parameters) : [];
    return [`${settingTitle(name)} ${String(before[name])} → ${String(after[name])}`];
  });
}

function parameterText({ strategy, parameters: before }: RunSettings, after: Parameters): string[] {
  return strategyOf(strategy).parameters.flatMap((info) => {
    const text = (value: ParameterValue | undefined) => parameterWords(info, value);
    return before[info.name] === after[info.name]
      ? []
      : [`${info.label} ${text(before[info.name])} → ${text(after[info.name])}`];
  });
}

/** A value of a parameter as it is called. */
export const parameterWords = (info: ParameterInfo, value: ParameterValue | undefined): string =>
  String(info.kind === 'choice' ? (info.choices.find(([key]) => key === value)?.[1] ?? value) : value);

/** `mutationRate` as "Mutation rate". */
export function settingTitle(name: string): string {
  const text = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
