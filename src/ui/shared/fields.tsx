import { type ComponentProps, useEffect, useId, useState } from 'react';

export interface FieldProps {
  label: string;
  /** What is wrong with the value, in words. */
  problem?: string | undefined;
  disabled?: boolean;
}

interface TypedRowProps extends ComponentProps<'input'> {
  label: string;
  hint?: string | undefined;
  /** What is wrong with what was typed, in words. */
  message: string | undefined;
}

/** A named text input with what is wrong with it below; everything else goes to the input. */
export function TypedRow({ label, hint, message, ...input }: TypedRowProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} title={hint}>
        {label}
      </label>
      <input
        id={id}
        autoComplete="off"
        aria-invalid={message !== undefined}
        aria-describedby={message ? `${id}-problem` : undefined}
        {...input}
      />
      {message && (
        <span className="failure" id={`${id}-problem`} role="alert">
          {label} {message}.
        </span>
      )}
    </div>
  );
}

interface NumberFieldProps extends FieldProps {
  value: number;
  onChange: (value: number) => void;
  hint?: string;
}

/** A number as people type it, thousands separated or not. */
export function numberOf(text: string): number {
  const plain = /^\s*\d{1,3}(,\d{3})+\s*$/.test(text) ? text.replaceAll(',', '') : text;
  return plain.trim() === '' ? Number.NaN : Number(plain);
}

/**
 * A number typed as text. Every keystroke that is a number is taken; a text that is none is kept in the field, marked,
 * and the last number stays.
 */
export function NumberField({ label, problem, disabled, value, onChange, hint }: NumberFieldProps) {
  const [text, setText] = useState(String(value));
  const typed = numberOf(text);
  // A value set from elsewhere (a reset) replaces what was typed.
  useEffect(() => {
    setText((shown) => (numberOf(shown) === value ? shown : String(value)));
  }, [value]);
  const message = Number.isNaN(typed) ? `is not a number; ${value} is used` : problem;
  return (
    <TypedRow
      label={label}
      hint={hint}
      message={message}
      inputMode="decimal"
      value={text}
      disabled={disabled}
      onChange={(event) => {
        setText(event.target.value);
        const number = numberOf(event.target.value);
        if (!Number.isNaN(number)) onChange(number);
      }}
    />
  );
}

interface SelectFieldProps<T extends string> extends FieldProps {
  value: T;
  options: readonly (readonly [T, string])[];
  onChange: (value: T) => void;
}

/** One of a few named values. */
export function SelectField<T extends string>({
  label,
  problem,
  disabled,
  value,
  options,
  onChange,
}: SelectFieldProps<T>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        aria-invalid={problem !== undefined}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
      {problem && (
        <span className="failure" role="alert">
          {label} {problem}.
        </span>
      )}
    </div>
  );
}

interface ToggleGroupProps<T extends string | boolean | number> {
  legend: string;
  all: readonly (readonly [T, string, string?])[];
  chosen: readonly T[];
  onChange: (chosen: readonly T[]) => void;
  problem?: string | undefined;
}

/** Several of a few: what a choice of the space may pick from. */
export function ToggleGroup<T extends string | boolean | number>({
  legend,
  all,
  chosen,
  onChange,
  problem,
}: ToggleGroupProps<T>) {
  return (
    <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
      <legend className="section-head">{legend}</legend>
      <div className="toggles">
        {all.map(([value, text, colour]) => (
          <label className="toggle" key={String(value)}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              aria-invalid={problem !== undefined}
              onChange={(event) =>
                onChange(
                  all
                    .map(([key]) => key)
                    .filter((key) => (key === value ? event.target.checked : chosen.includes(key))),
                )
              }
            />
            {colour && <span className="swatch" style={{ background: colour }} />}
            {text}
          </label>
        ))}
      </div>
      {problem && (
        <p className="failure" role="alert">
          {legend} {problem}.
        </p>
      )}
    </fieldset>
  );
}

interface TextFieldProps extends FieldProps {
  value: string;
  /** What is wrong with a text, in words; such a text is kept in the field and not taken. */
  check?: (text: string) => string | undefined;
  /** A text that passed the check: at every keystroke, or, where `late`, on Enter and on leaving the field. */
  onChange: (text: string) => void;
  late?: boolean;
  hint?: string;
}

/** A text that is taken once it is right. */
export function TextField({
  label,
  problem,
  disabled,
  value,
  check,
  onChange,
  late = false,
  hint,
}: TextFieldProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const message = (text === value ? undefined : check?.(text)) ?? problem;
  const take = (next: string) => {
    if (next !== value && check?.(next) === undefined) onChange(next);
  };
  return (
    <TypedRow
      label={label}
      hint={hint}
      message={message}
      value={text}
      disabled={disabled}
      onChange={(event) => {
        setText(event.target.value);
        if (!late) take(event.target.value);
      }}
      onBlur={() => late && take(text)}
      onKeyDown={(event) => event.key === 'Enter' && late && take(text)}
    />
  );
}

interface CheckFieldProps {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
  hint?: string;
  disabled?: boolean;
}

/** Yes or no. */
export function CheckField({ label, value, onChange, hint, disabled }: CheckFieldProps) {
  return (
    <label className="field check" title={hint}>
      <span>{label}</span>
      <input
        type="checkbox"
        checked={value}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  );
}
