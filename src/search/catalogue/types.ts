import type { Method, Origin, SearchSpace } from '../method.ts';
import type { Scalarisation } from '../scalarise.ts';

export type ParameterValue = number | string;
/** All parameters of one strategy, by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

interface Named {
  readonly name: string;
  readonly label: string;
  /** What it is, and why its usual value is what it is. */
  readonly why: string;
  /** Whether a run under way can go on with another value. Left out: yes. */
  readonly fixed?: boolean;
}

/** A parameter of a strategy: a number in a range, or one of a few words. */
export type ParameterInfo =
  | (Named & {
      readonly kind: 'number';
      readonly usual: number;
      readonly min: number;
      readonly max: number;
      readonly whole: boolean;
    })
  | (Named & {
      readonly kind: 'choice';
      readonly usual: string;
      /** Values with what they are called. */
      readonly choices: readonly (readonly [value: string, label: string])[];
    });

export const FAMILIES = [
  'Multi-objective evolution',
  'Evolution',
  'Local and random search',
  'Bayesian optimisation',
  'Reinforcement learning',
  'Tree search and distributions',
] as const;

/** A search strategy as people choose it. */
export interface StrategyInfo {
  readonly id: string;
  readonly title: string;
  readonly family: (typeof FAMILIES)[number];
  /** How it searches, in a few plain sentences. */
  readonly explanation: string;
  /** Where it comes from. */
  readonly reference: string;
  /**
   * How it reads several objectives: `front`, by non-domination; `weights`, by one number, for which each proposal can have
   * weights of its own; `number`, by one number that stays the same.
   */
  readonly objectives: 'front' | 'weights' | 'number';
  readonly parameters: readonly ParameterInfo[];
  /** Makes the method. `parameters` must be complete and checked. */
  create<G>(
    space: SearchSpace<G>,
    parameters: Parameters,
    scalarisation: Scalarisation,
    origin: Origin,
  ): Method<G>;
}

/** A number among parameters that were checked. */
export const numberIn = (parameters: Parameters, name: string): number => parameters[name] as number;

/** A word among parameters that were checked. */
export const wordIn = <T extends string>(parameters: Parameters, name: string): T => parameters[name] as T;
