import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { numberOf } from '../../shared/fields.tsx';
import { counted } from '../analysis/numbers.ts';
import { withShare } from './distances.ts';
import { shareText } from './operator-words.ts';

interface Props {
  /** How likely d = 0, 1, … edits are. */
  readonly distances: readonly number[];
  readonly onChange: (distances: number[]) => void;
}

/** What arrow keys change a share by, and Page Up and Page Down. */
const STEP = 0.01;
const LEAP = 0.1;

/**
 * A distribution over edit distances: a bar each, to drag or to move by keys, and a field each. The others give way in
 * their proportions, so that all remain a distribution.
 */
export function DistanceBars({ distances, onChange }: Props) {
  return (
    <fieldset className="distance-bars plain">
      <legend className="visually-hidden">Chance of each number of edits</legend>
      {distances.map((share, d) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a distance is its place.
        <div key={d} className="distance">
          <ShareField
            name={`Chance of ${counted(d, 'edit')}, per cent`}
            share={share}
            onChange={(next) => onChange(withShare(distances, d, next))}
          />
          <Bar edits={d} distances={distances} onChange={onChange} />
          <span aria-hidden="true">{d}</span>
        </div>
      ))}
    </fieldset>
  );
}

function Bar({ edits, distances, onChange }: Props & { readonly edits: number }) {
  const share = distances[edits]!;
  /** The shares when the drag began: what was pushed to nothing on the way comes back. */
  const before = useRef<readonly number[] | null>(null);
  const follow = ({ currentTarget, clientY }: PointerEvent<HTMLDivElement>) => {
    if (!before.current) return;
    const { bottom, height } = currentTarget.getBoundingClientRect();
    const next = Math.round(((bottom - clientY) / height) * 100) / 100;
    onChange(withShare(before.current, edits, next));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = keyed(event.key, share);
    if (next === undefined) return;
    event.preventDefault();
    onChange(withShare(distances, edits, next));
  };
  return (
    <div
      className="distance-bar"
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={`Chance of ${counted(edits, 'edit')}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 1000) / 10}
      aria-valuetext={shareText(share)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        before.current = distances;
        event.currentTarget.setPointerCapture(event.pointerId);
        follow(event);
      }}
      onPointerMove={follow}
      onPointerUp={() => {
        before.current = null;
      }}
      onPointerCancel={() => {
        before.current = null;
      }}
    >
      <div style={{ height: `${share * 100}%` }} />
    </div>
  );
}

/** Where a key takes a share; `undefined` where it is none of the bar's. */
export function keyed(key: string, share: number): number | undefined {
  const rounded = (value: number) => Math.min(1, Math.max(0, Math.round(value * 1e6) / 1e6));
  switch (key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return rounded(share + STEP);
    case 'ArrowDown':
    case 'ArrowLeft':
      return rounded(share - STEP);
    case 'PageUp':
      return rounded(share + LEAP);
    case 'PageDown':
      return rounded(share - LEAP);
    case 'Home':
      return 0;
    case 'End':
      return 1;
    default:
      return undefined;
  }
}

interface ShareFieldProps {
  readonly name: string;
  readonly share: number;
  readonly onChange: (share: number) => void;
}

/** A share in per cent, taken on Enter and on leaving: half a number would push the others about. */
function ShareField({ name, share, onChange }: ShareFieldProps) {
  const shown = String(Number((share * 100).toFixed(1)));
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const value = numberOf(text);
  const right = value >= 0 && value <= 100;
  const take = () => {
    if (!right) setText(shown);
    else if (text !== shown) onChange(value / 100);
  };
  return (
    <input
      aria-label={name}
      inputMode="decimal"
      autoComplete="off"
      value={text}
      aria-invalid={!right}
      onChange={({ target }) => setText(target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
        if (event.key === 'Escape') setText(shown);
      }}
    />
  );
}
