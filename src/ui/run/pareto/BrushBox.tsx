import { memo } from 'react';
import type { PlotArea } from '../../charts/PlotFrame.tsx';
import type { Brush, Measure } from '../view-store.ts';

/** The rectangle's ends on two axes, the smaller first; `null` where it is drawn on others. */
export function brushOn(brush: Brush | null, x: Measure, y: Measure): Brush | null {
  if (brush?.x === x && brush.y === y) return brush;
  if (brush?.x !== y || brush.y !== x) return null;
  return { x, y, from: [brush.from[1], brush.from[0]], to: [brush.to[1], brush.to[0]] };
}

/** The part of the plane that candidates are filtered by: the rest is dimmed. */
export const BrushBox = memo(function BrushBox({ area, brush }: { area: PlotArea; brush: Brush }) {
  const { left, top, width, height } = area;
  const clamp = (value: number, from: number, size: number) => Math.min(from + size, Math.max(from, value));
  const x1 = clamp(area.x(brush.from[0]), left, width);
  const x2 = clamp(area.x(brush.to[0]), left, width);
  const y1 = clamp(area.y(brush.to[1]), top, height);
  const y2 = clamp(area.y(brush.from[1]), top, height);
  const hole = `M${x1} ${y1}V${y2}H${x2}V${y1}Z`;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of an SVG takes no focus.
    <g pointerEvents="none" aria-hidden="true">
      <path
        d={`M${left} ${top}h${width}v${height}h${-width}Z${hole}`}
        fill="var(--panel)"
        fillOpacity={0.65}
        fillRule="evenodd"
      />
      <path className="brush" d={hole} />
    </g>
  );
});
