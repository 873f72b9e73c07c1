import {
  exactly,
  geometric,
  oneEdit,
  perPosition,
  uniformResampling,
} from '../../../landscape/operators/generators.ts';
import type { Operator } from '../../../landscape/operators/operator.ts';

/** Operators that follow a rule of one parameter at most. */
export type PresetKind = 'one' | 'two' | 'rate' | 'uniform' | 'geometric';

export interface Preset {
  readonly kind: PresetKind;
  /** `rate`: the chance of each position to change; `geometric`: of one more change. Others have none. */
  readonly parameter: number;
}

export const PRESET_WORDS: Readonly<Record<PresetKind, string>> = {
  one: 'One edit',
  two: 'Two edits',
  rate: 'Each position at a rate',
  uniform: 'Uniform resampling',
  geometric: 'Geometric',
};

/** What a preset's parameter is called; `undefined` where it has none. */
export const PARAMETER_WORDS: Readonly<Partial<Record<PresetKind, string>>> = {
  rate: 'Rate of each position',
  geometric: 'Chance of one more edit',
};

/** How far a step goes, and which positions it changes. */
export type Moves = Pick<Operator, 'distances' | 'positions'>;

/**
 * The distances and positions' weights of a preset; `sizes`: options of each position. `undefined` where a space of these
 * sizes has no such operator: two edits where one position alone can change.
 */
export function presetMoves({ kind, parameter }: Preset, sizes: readonly number[]): Moves | undefined {
  if (sizes.filter((size) => size > 1).length < (kind === 'two' ? 2 : 1)) return undefined;
  const { distances, positions } = MAKE[kind](parameter, sizes);
  return { distances, positions };
}

const MAKE: Readonly<Record<PresetKind, (parameter: number, sizes: readonly number[]) => Operator>> = {
  one: (_, sizes) => oneEdit(sizes),
  two: (_, sizes) => exactly(2, sizes),
  rate: perPosition,
  uniform: (_, sizes) => uniformResampling(sizes),
  geometric,
};

/** Whether an operator moves as a preset does, to a thousandth. */
export function isPreset(moves: Moves, preset: Preset, sizes: readonly number[]): boolean {
  const wanted = presetMoves(preset, sizes);
  const alike = (own: readonly number[], other: readonly number[]): boolean =>
    own.length === other.length && own.every((value, i) => Math.abs(value - other[i]!) < 1e-3);
  return (
    wanted !== undefined &&
    alike(moves.distances, wanted.distances) &&
    alike(scaled(moves.positions), scaled(wanted.positions))
  );
}

/** Divided by their sum, which is above 0. */
function scaled(weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The expected number of edits that a step proposes. */
export const expectedEdits = (distances: readonly number[]): number =>
  distances.reduce((sum, share, d) => sum + d * share, 0);

/**
 * The distances with the share of one of them set (0 … 1): the others keep their proportions and take the rest; where
 * they have none to keep, they share it alike.
 */
export function withShare(distances: readonly number[], at: number, share: number): number[] {
  const own = Math.min(1, Math.max(0, share));
  const others = distances.reduce((sum, each, d) => (d === at ? sum : sum + each), 0);
  const rest = 1 - own;
  return distances.map((each, d) => {
    if (d === at) return own;
    return others > 0 ? (each / others) * rest : rest / (distances.length - 1);
  });
}

/** Whether the operator proposes B from A as often as A from B: every option of a position is taken up alike. */
export const isSymmetric = ({ options }: Pick<Operator, 'options'>): boolean =>
  options.every((weights) => weights.every((weight) => Math.abs(weight - weights[0]!) <= 1e-12 * weight));

/** Whether every position changes as readily as every other. */
export const isEven = ({ positions }: Pick<Operator, 'positions'>): boolean =>
  positions.every((weight) => Math.abs(weight - positions[0]!) <= 1e-12 * weight);
