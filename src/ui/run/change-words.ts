import type { RunSettings } from '../../run/settings.ts';
import type { Parameters } from '../../search/catalogue/types.ts';
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
    return [`${words(name)} ${String(before[name])} → ${String(after[name])}`];
  });
}

function parameterText({ strategy, parameters: before }: RunSettings, after: Parameters): string[] {
  return strategyOf(strategy).parameters.flatMap((info) => {
    const text = (value: string | number | undefined) =>
      info.kind === 'choice' ? (info.choices.find(([key]) => key === value)?.[1] ?? value) : value;
    return before[info.name] === after[info.name]
      ? []
      : [`${info.label} ${text(before[info.name])} → ${text(after[info.name])}`];
  });
}

/** `mutationRate` as "Mutation rate". */
function words(name: string): string {
  const text = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
