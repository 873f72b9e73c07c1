import { useEffect, useState } from 'react';
import type { Operator } from '../../../landscape/operators/operator.ts';
import { numberOf } from '../../shared/fields.tsx';
import type { PositionName } from './operator-words.ts';

interface Props {
  readonly operator: Operator;
  readonly names: readonly PositionName[];
  readonly onChange: (operator: Operator) => void;
}

/** How readily positions are changed, and options taken up: a row for each position. */
export function WeightTable({ operator, names, onChange }: Props) {
  const columns = commonOptions(names);
  const { positions, options } = operator;
  const put = <T,>(list: readonly T[], at: number, value: T): T[] =>
    list.map((each, i) => (i === at ? value : each));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys.
    <section className="weights" tabIndex={0} aria-label="Weights of positions and options">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Position</th>
            <th scope="col">Changed</th>
            {columns ? (
              columns.map((option) => (
                <th scope="col" key={option} title={option}>
                  {option}
                </th>
              ))
            ) : (
              <th scope="col">Taken up</th>
            )}
          </tr>
        </thead>
        <tbody>
          {names.map(({ name, options: own }, p) => {
            const cell = (option: string, o: number) => (
              <WeightField
                name={`${name}: weight of ${option}`}
                value={options[p]![o]!}
                most={Math.max(...options[p]!)}
                onChange={(weight) =>
                  onChange({ ...operator, options: put(options, p, put(options[p]!, o, weight)) })
                }
              />
            );
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <WeightField
                    name={`${name}: how readily it is changed`}
                    value={positions[p]!}
                    most={Math.max(...positions)}
                    onChange={(weight) => onChange({ ...operator, positions: put(positions, p, weight) })}
                  />
                </td>
                {columns ? (
                  own.map((option, o) => <td key={option}>{cell(option, o)}</td>)
                ) : (
                  <td className="own-options">
                    {own.map((option, o) => (
                      <span key={option} className="own-option">
                        {option} {cell(option, o)}
                      </span>
                    ))}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** The options of all positions, where they are the same everywhere. */
function commonOptions(names: readonly PositionName[]): readonly string[] | undefined {
  const first = names[0]?.options;
  const same = names.every(
    ({ options }) => options.length === first?.length && options.every((option, o) => option === first[o]),
  );
  return same ? first : undefined;
}

interface WeightFieldProps {
  readonly name: string;
  readonly value: number;
  /** The largest of its kind: a line below shows the share of it. */
  readonly most: number;
  readonly onChange: (weight: number) => void;
}

/** A positive number, with a line below as long as it is large. */
function WeightField({ name, value, most, onChange }: WeightFieldProps) {
  const shown = String(Number(value.toPrecision(3)));
  const [text, setText] = useState(shown);
  useEffect(() => setText((typed) => (numberOf(typed) === value ? typed : shown)), [value, shown]);
  const isWeight = (typed: string) => numberOf(typed) > 0 && Number.isFinite(numberOf(typed));
  return (
    <span className="weight">
      <input
        aria-label={name}
        inputMode="decimal"
        autoComplete="off"
        value={text}
        aria-invalid={!isWeight(text)}
        title="A weight above 0: twice as large is twice as likely"
        onChange={({ target }) => {
          setText(target.value);
          if (isWeight(target.value)) onChange(numberOf(target.value));
        }}
        onBlur={() => !isWeight(text) && setText(shown)}
      />
      <span className="weight-line" aria-hidden="true" style={{ width: `${(value / most) * 100}%` }} />
    </span>
  );
}
