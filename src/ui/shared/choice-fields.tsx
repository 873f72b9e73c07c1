import { useEffect, useState } from 'react';
import { type Range, rangeOf, type Values } from '../../space/document.ts';
import { type FieldProps, numberOf, TypedRow } from './fields.tsx';
import { readValues, valuesText } from './values.ts';

interface ValuesFieldProps extends FieldProps {
  value: Values<number> | undefined;
  /** Whether the field may be empty, and what that means. */
  empty?: string;
  onChange: (values: Values<number> | undefined) => void;
  hint?: string;
}

/** One or several numbers: `8, 16, 32` or `8..64 step 8`. */
export function ValuesField({ label, problem, value, empty, onChange, hint }: ValuesFieldProps) {
  const shown = value === undefined ? '' : valuesText(value);
  const [text, setText] = useState(shown);
  useEffect(() => setText((typed) => (meaning(typed) === shown ? typed : shown)), [shown]);
  const read = text.trim() === '' && empty !== undefined ? { values: undefined } : readValues(text);
  const message = 'problem' in read ? read.problem : problem;
  return (
    <TypedRow
      label={label}
      hint={hint ?? 'Numbers with commas between, or a range: 8..64 step 8'}
      message={message}
      value={text}
      placeholder={empty}
      onChange={(event) => {
        const typed = event.target.value;
        setText(typed);
        if (typed.trim() === '' && empty !== undefined) {
          onChange(undefined);
          return;
        }
        const next = readValues(typed);
        if ('values' in next) onChange(next.values);
      }}
    />
  );
}

/** A text's values as the field would show them. */
function meaning(text: string): string {
  const read = text.trim() === '' ? { values: undefined } : readValues(text);
  return 'values' in read && read.values !== undefined ? valuesText(read.values) : text.trim();
}

interface RangeFieldProps extends FieldProps {
  value: Range | undefined;
  onChange: (range: Range) => void;
}

/** A length from … to …: both ends in one row. */
export function RangeField({ label, problem, value, onChange }: RangeFieldProps) {
  const { min, max } = rangeOf(value);
  const put = (next: { min: number; max: number }) => onChange(next.min === next.max ? next.min : next);
  const end = (which: 'min' | 'max', name: string) => (
    <NumberInput
      name={`${label}, ${name}`}
      value={which === 'min' ? min : max}
      invalid={problem !== undefined}
      onChange={(number) =>
        put(
          which === 'min'
            ? { min: number, max: Math.max(number, max) }
            : { min: Math.min(min, number), max: number },
        )
      }
    />
  );
  return (
    <div className="field">
      <span>{label}</span>
      <span className="range">
        {end('min', 'at least')}
        <span className="quiet">to</span>
        {end('max', 'at most')}
      </span>
      {problem && (
        <span className="failure" role="alert">
          {label} {problem}.
        </span>
      )}
    </div>
  );
}

/** A bare number input with a name for those who do not see its row. */
function NumberInput({
  name,
  value,
  invalid,
  onChange,
}: {
  name: string;
  value: number;
  invalid: boolean;
  onChange: (value: number) => void;
}) {
  const [text, setText] = useState(String(value));
  useEffect(() => setText((shown) => (numberOf(shown) === value ? shown : String(value))), [value]);
  return (
    <input
      aria-label={name}
      inputMode="numeric"
      autoComplete="off"
      value={text}
      aria-invalid={invalid || Number.isNaN(numberOf(text))}
      onChange={(event) => {
        setText(event.target.value);
        const number = numberOf(event.target.value);
        if (!Number.isNaN(number)) onChange(number);
      }}
    />
  );
}
