import { useState } from 'react';
import { numberOf } from '../../shared/fields.tsx';
import { whole } from '../../shared/format.ts';
import { MEASURE } from '../measures.ts';
import { type Brush, type Measure, useView } from '../view-store.ts';
import { brushOn } from './BrushBox.tsx';

/** In what a measure's ends are typed: values are multiplied by the factor. */
const TYPED: Readonly<Record<Measure, { readonly factor: number; readonly unit: string }>> = {
  error: { factor: 100, unit: '%' },
  parameters: { factor: 1, unit: '' },
  macs: { factor: 1, unit: '' },
  activationBytes: { factor: 0.001, unit: 'kB' },
  seconds: { factor: 1, unit: 's' },
  inference: { factor: 1, unit: 'ms' },
};

/** A rectangle without ends. */
const open = (x: Measure, y: Measure): Brush => ({
  ...{ x, y },
  from: [0, 0],
  to: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
});

interface Props {
  readonly x: Measure;
  readonly y: Measure;
  /** Candidates within the rectangle, and all. */
  readonly inside: number;
  readonly of: number;
}

/** The ends of the rectangle that candidates are filtered by, as numbers. */
export function FilterFields({ x, y, inside, of }: Props) {
  const stored = useView((view) => view.brush);
  const change = useView((view) => view.change);
  const brush = brushOn(stored, x, y) ?? open(x, y);
  const take = (end: 'from' | 'to', axis: 0 | 1, value: number) => {
    const ends = end === 'from' ? brush.from : brush.to;
    const next = { ...brush, [end]: axis === 0 ? [value, ends[1]] : [ends[0], value] } as Brush;
    const isOpen = [...next.from, ...next.to].every(
      (each) => each === 0 || each === Number.POSITIVE_INFINITY,
    );
    change({ brush: isOpen ? null : next });
  };
  const axes = [
    [y, 1],
    [x, 0],
  ] as const;
  return (
    <fieldset className="pareto-row plain">
      <legend className="visually-hidden">Candidates between</legend>
      {axes.map(([measure, axis]) => {
        const { factor, unit } = TYPED[measure];
        const { title } = MEASURE[measure];
        return (
          <span key={measure} className="ends">
            {title}
            <EndField
              label={`${title} from${unit && `, ${unit}`}`}
              value={brush.from[axis] === 0 ? null : brush.from[axis] * factor}
              onChange={(value) => take('from', axis, value === null ? 0 : value / factor)}
            />
            to
            <EndField
              label={`${title} to${unit && `, ${unit}`}`}
              value={brush.to[axis] === Number.POSITIVE_INFINITY ? null : brush.to[axis] * factor}
              onChange={(value) =>
                take('to', axis, value === null ? Number.POSITIVE_INFINITY : value / factor)
              }
            />
            {unit}
          </span>
        );
      })}
      <output>
        {stored ? `${whole(inside)} of ${whole(of)} candidates` : 'drag a rectangle, or type its ends'}
      </output>
      <button
        type="button"
        className="button small"
        disabled={!stored}
        onClick={() => change({ brush: null })}
      >
        Clear
      </button>
    </fieldset>
  );
}

interface EndFieldProps {
  readonly label: string;
  /** `null`: without an end. */
  readonly value: number | null;
  onChange(value: number | null): void;
}

/** A number that is taken on Enter and on leaving the field; empty: without an end. */
function EndField({ label, value, onChange }: EndFieldProps) {
  const shown = value === null ? '' : String(Number(value.toPrecision(4)));
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? shown;
  const typed = text.trim() === '' ? null : numberOf(text);
  const valid = typed === null || (Number.isFinite(typed) && typed >= 0);
  const take = () => {
    if (draft !== null && valid && text !== shown) onChange(typed);
    if (valid) setDraft(null);
  };
  return (
    <input
      className="end"
      aria-label={label}
      aria-invalid={!valid}
      inputMode="decimal"
      autoComplete="off"
      placeholder="any"
      value={text}
      onChange={({ target }) => setDraft(target.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === 'Enter' && take()}
    />
  );
}
