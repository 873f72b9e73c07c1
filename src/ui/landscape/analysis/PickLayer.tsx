import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { PlotArea } from '../../charts/PlotFrame.tsx';
import { Tip } from '../../run/panels/Tip.tsx';

/** Pixels from a point within which the pointer is at it. */
const NEAR = 26;

export interface PickLayerProps {
  readonly area: Pick<PlotArea, 'left' | 'top' | 'width' | 'height' | 'size'>;
  /** Pixels; keys go through them in this order. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** What is picked among, for those who hear it. */
  readonly label: string;
  /** What there is to say of a point; the first is its heading. */
  lines(point: number): readonly string[];
  /** The point that is selected. */
  readonly picked?: number | undefined;
  onPick?(point: number): void;
  /** The pointer is at the point above or below it, however far. */
  readonly across?: boolean;
}

/** Hears pointer and keys over a plot: looks at its points, and picks one where that is of use. */
export function PickLayer({ area, points, label, lines, picked, onPick, across = false }: PickLayerProps) {
  const [hovered, setHovered] = useState<number | null>(null);
  const [focused, setFocused] = useState(false);
  const [looked, setLooked] = useState(0);
  const { left, top, width, height } = area;
  const current = Math.min(points.length - 1, picked !== undefined && picked >= 0 ? picked : looked);
  const shown = hovered !== null && hovered < points.length ? hovered : focused ? current : null;

  const pointAt = (event: PointerEvent<SVGElement>): number | null => {
    const box = event.currentTarget.ownerSVGElement!.getBoundingClientRect();
    return nearest(points, event.clientX - box.left, event.clientY - box.top, across);
  };
  const look = (point: number) => {
    setLooked(point);
    onPick?.(point);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = keyTarget(event.key, current, points.length);
    if (target === null) return;
    event.preventDefault();
    setHovered(null);
    setFocused(true);
    look(target);
  };
  if (points.length === 0) return null;
  const place = shown === null ? null : points[shown]!;
  return (
    <>
      {place && (
        <circle
          cx={place.x}
          cy={place.y}
          r={7}
          fill="none"
          stroke="var(--ink)"
          strokeWidth={1.5}
          pointerEvents="none"
        />
      )}
      <rect
        className="pick-layer"
        x={left}
        y={top}
        width={width}
        height={height}
        fill="transparent"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={1}
        aria-valuemax={points.length}
        aria-valuenow={current + 1}
        aria-valuetext={lines(current).join(', ')}
        onKeyDown={onKey}
        onFocus={(event) => setFocused(event.currentTarget.matches(':focus-visible'))}
        onBlur={() => setFocused(false)}
        onPointerMove={(event) => setHovered(pointAt(event))}
        onPointerLeave={() => setHovered(null)}
        onPointerDown={(event) => {
          const point = pointAt(event);
          if (point !== null && event.button === 0) look(point);
        }}
      />
      {shown !== null && place && <Tip area={area} x={place.x} y={place.y} lines={lines(shown)} />}
    </>
  );
}

function nearest(points: PickLayerProps['points'], x: number, y: number, across: boolean): number | null {
  let [best, least] = [-1, across ? Number.POSITIVE_INFINITY : NEAR * NEAR];
  for (const [i, point] of points.entries()) {
    const distance = across ? Math.abs(point.x - x) : (point.x - x) ** 2 + (point.y - y) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best < 0 ? null : best;
}

/** Where a key leads from a point; `null` for keys that lead nowhere. */
function keyTarget(key: string, from: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(count - 1, from + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(0, from - 1);
    case 'PageDown':
      return Math.min(count - 1, from + 10);
    case 'PageUp':
      return Math.max(0, from - 10);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
