import { useState } from 'react';
import { NumberField, SelectField } from '../../shared/fields.tsx';
import {
  isPreset,
  type Moves,
  PARAMETER_WORDS,
  PRESET_WORDS,
  type PresetKind,
  presetMoves,
} from './distances.ts';

interface Props {
  readonly moves: Moves;
  /** Options of each position. */
  readonly sizes: readonly number[];
  readonly onChange: (moves: Moves) => void;
}

const OPTIONS = [...Object.entries(PRESET_WORDS), ['own', 'Own']] as [PresetKind | 'own', string][];

type Parameters = Readonly<Record<'rate' | 'geometric', number>>;

const parameterOf = (kind: PresetKind, parameters: Parameters): number =>
  kind === 'rate' || kind === 'geometric' ? parameters[kind] : 0;

const isChance = (value: number): boolean => value >= 0 && value <= 1;

/** Distances that follow a rule: which, and its parameter. Whatever else the bars say is called "Own". */
export function PresetFields({ moves, sizes, onChange }: Props) {
  const [parameters, setParameters] = useState<Parameters>({
    rate: Number((1 / sizes.length).toPrecision(2)),
    geometric: 0.5,
  });
  const [chosen, setChosen] = useState<PresetKind | 'own'>('own');
  const has = (kind: PresetKind) =>
    isPreset(moves, { kind, parameter: parameterOf(kind, parameters) }, sizes);
  // While a parameter is typed its preset stays, even where another has the same distances by now.
  const typing = chosen !== 'own' && (has(chosen) || !isChance(parameterOf(chosen, parameters)));
  const kind = typing ? chosen : ((Object.keys(PRESET_WORDS) as PresetKind[]).find(has) ?? 'own');
  const put = (next: PresetKind, values: Parameters) => {
    setChosen(next);
    setParameters(values);
    const parameter = parameterOf(next, values);
    const made = isChance(parameter) && presetMoves({ kind: next, parameter }, sizes);
    if (made) onChange(made);
  };
  return (
    <>
      <SelectField
        label="Distances"
        value={kind}
        options={kind === 'own' ? OPTIONS : OPTIONS.filter(([key]) => key !== 'own')}
        onChange={(next) => next !== 'own' && put(next, parameters)}
      />
      {(kind === 'rate' || kind === 'geometric') && (
        <NumberField
          label={PARAMETER_WORDS[kind]!}
          value={parameters[kind]}
          problem={isChance(parameters[kind]) ? undefined : 'must be a number from 0 to 1'}
          onChange={(value) => put(kind, { ...parameters, [kind]: value })}
        />
      )}
    </>
  );
}
