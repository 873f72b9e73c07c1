import { useId } from 'react';
import type { NumericSetting, RunSettings } from '../../run/settings.ts';
import { withStrategy } from '../../run/settings.ts';
import { FAMILIES, type ParameterInfo, type ParameterValue } from '../../search/catalogue/types.ts';
import { STRATEGIES, strategyOf } from '../../search/catalogue.ts';
import { NumberField, SelectField } from '../shared/fields.tsx';

interface Props {
  readonly settings: RunSettings;
  readonly disabled: boolean;
  problemOf(path: string): string | undefined;
  change(changes: Partial<RunSettings>): void;
}

/** Which strategy searches, what it is, and its parameters. */
export function StrategyFields({ settings, disabled, problemOf, change }: Props) {
  const info = strategyOf(settings.strategy);
  const number = (name: NumericSetting, label: string, hint: string) => (
    <NumberField
      label={label}
      hint={hint}
      disabled={disabled}
      value={settings[name]}
      problem={problemOf(name)}
      onChange={(value) => change({ [name]: value })}
    />
  );
  const put = (name: string, value: ParameterValue) =>
    change({ parameters: { ...settings.parameters, [name]: value } });
  return (
    <>
      <h3 className="section-head">Strategy</h3>
      <StrategySelect
        value={settings.strategy}
        disabled={disabled}
        onChange={(strategy) => {
          const { parameters } = withStrategy(settings, strategy);
          change({ strategy, parameters });
        }}
      />
      <details className="fold about">
        <summary>About {info.title}</summary>
        <p>{info.explanation}</p>
        {info.parameters.length > 0 && (
          <dl>
            {info.parameters.map((parameter) => (
              <div key={parameter.name}>
                <dt>
                  {parameter.label}, usually {usualText(parameter)}
                </dt>
                <dd>{parameter.why}</dd>
              </div>
            ))}
          </dl>
        )}
        <p className="quiet">{info.reference}</p>
      </details>
      {info.parameters.map((parameter) => (
        <ParameterField
          key={`${info.id} ${parameter.name}`}
          info={parameter}
          value={settings.parameters[parameter.name] ?? parameter.usual}
          disabled={disabled}
          problem={problemOf(`parameters.${parameter.name}`)}
          onChange={(value) => put(parameter.name, value)}
        />
      ))}
      {number(
        'mutationRate',
        'Mutation',
        'The probability that a mutation changes one decision of a genotype; at least one always does.',
      )}
      {info.objectives !== 'front' && (
        <SelectField
          label="Reads"
          disabled={disabled}
          value={settings.objective}
          problem={problemOf('objective')}
          options={[
            ['random', info.objectives === 'weights' ? 'random weights' : 'error and size alike'],
            ['weighted', 'weighted error and size'],
            ['error', 'error alone'],
          ]}
          onChange={(objective) => change({ objective })}
        />
      )}
      {info.objectives !== 'front' &&
        settings.objective === 'weighted' &&
        number(
          'errorWeight',
          'Error’s weight',
          'The error’s share in the one number that is searched by; the size has the rest.',
        )}
      <details className="fold">
        <summary>Order and repeats</summary>
        {number(
          'ahead',
          'Ahead',
          'A candidate is proposed when the outcomes of those so many places before it are known: the run is the same with any number of workers. 0: as outcomes come.',
        )}
        {number(
          'repetitions',
          'Trainings',
          'How often each candidate is trained, with seeds of its own; its error is the mean.',
        )}
      </details>
    </>
  );
}

/** All strategies, by family. */
export function StrategySelect({
  value,
  disabled,
  onChange,
}: {
  value: string;
  disabled: boolean;
  onChange(strategy: string): void;
}) {
  const id = useId();
  return (
    <div className="field stacked">
      <label htmlFor={id} className="visually-hidden">
        Strategy
      </label>
      <select id={id} value={value} disabled={disabled} onChange={(event) => onChange(event.target.value)}>
        {FAMILIES.map((family) => (
          <optgroup key={family} label={family}>
            {STRATEGIES.filter((each) => each.family === family).map((each) => (
              <option key={each.id} value={each.id}>
                {each.title}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

interface ParameterFieldProps {
  readonly info: ParameterInfo;
  readonly value: ParameterValue;
  readonly disabled: boolean;
  readonly problem: string | undefined;
  onChange(value: ParameterValue): void;
}

/** One parameter of a strategy. */
export function ParameterField({ info, value, disabled, problem, onChange }: ParameterFieldProps) {
  return info.kind === 'choice' ? (
    <SelectField
      label={info.label}
      disabled={disabled}
      value={value as string}
      problem={problem}
      options={info.choices}
      onChange={onChange}
    />
  ) : (
    <NumberField
      label={info.label}
      hint={info.why}
      disabled={disabled}
      value={value as number}
      problem={problem}
      onChange={onChange}
    />
  );
}

const usualText = (info: ParameterInfo): string =>
  info.kind === 'choice' ? info.choices.find(([value]) => value === info.usual)![1] : String(info.usual);
