import { BAYESIAN } from './catalogue/bayesian.ts';
import { EVOLUTIONARY } from './catalogue/evolutionary.ts';
import { LEARNED } from './catalogue/learned.ts';
import { LOCAL } from './catalogue/local.ts';
import type { ParameterInfo, Parameters, ParameterValue, StrategyInfo } from './catalogue/types.ts';

/** Every search strategy there is, in the order of forms and tables. */
export const STRATEGIES: readonly StrategyInfo[] = [...EVOLUTIONARY, ...LOCAL, ...BAYESIAN, ...LEARNED];

/** The strategy of that id. Throws an `Error` where there is none. */
export function strategyOf(id: string): StrategyInfo {
  const found = STRATEGIES.find((strategy) => strategy.id === id);
  if (!found)
    throw new Error(
      `There is no strategy "${id}". There are ${STRATEGIES.map((each) => each.id).join(', ')}.`,
    );
  return found;
}

/** The usual value of every parameter of a strategy. */
export const defaultsOf = ({ parameters }: StrategyInfo): Parameters =>
  Object.fromEntries(parameters.map(({ name, usual }) => [name, usual]));

/** What is wrong with a parameter's value, in words that go after its name; nothing where it is right. */
export function checkParameter(info: ParameterInfo, value: ParameterValue | undefined): string | undefined {
  if (info.kind === 'choice') {
    const known = info.choices.map(([key]) => key);
    return known.includes(value as string) ? undefined : `must be one of ${known.join(', ')}`;
  }
  const { min, max, whole } = info;
  const right =
    typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
  return right
    ? undefined
    : `must be a ${whole ? 'whole number' : 'number'} from ${min} to ${max.toLocaleString('en')}`;
}
