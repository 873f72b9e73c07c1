import { memo } from 'react';
import type { HypervolumeBox } from '../../../run/events.ts';
import type { PlotArea } from '../../charts/PlotFrame.tsx';
import { percent, short } from '../../shared/format.ts';
import type { Measure } from '../view-store.ts';

interface Props {
  readonly area: PlotArea;
  readonly x: Measure;
  readonly y: Measure;
  readonly box: HypervolumeBox;
}

/** What the axes' measures are held against: the cap on parameters, the error of guessing, and where both meet. */
export const Bounds = memo(function Bounds({ area, x, y, box }: Props) {
  const { left, top, width, height } = area;
  const bound = (measure: Measure) =>
    measure === 'parameters' ? box.maxParameters : measure === 'error' ? box.error : null;
  const [across, up] = [bound(x), bound(y)];
  const right = across === null ? Number.NaN : area.x(across);
  const high = up === null ? Number.NaN : area.y(up);
  const rightSeen = right >= left && right <= left + width;
  const highSeen = high >= top - 0.5 && high <= top + height;
  const words = {
    parameters: `cap ${short(box.maxParameters)}`,
    error: `guessing ${percent(box.error)}`,
  } as const;
  const text = { fill: 'var(--warning)' };
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of an SVG takes no focus.
    <g aria-hidden="true" pointerEvents="none" stroke="var(--warning)" strokeDasharray="4 3">
      {rightSeen && (
        <>
          <line x1={right} x2={right} y1={top} y2={top + height} />
          <text x={right - 5} y={top + 12} textAnchor="end" stroke="none" style={text}>
            {words[x as keyof typeof words]}
          </text>
        </>
      )}
      {highSeen && (
        <>
          <line x1={left} x2={left + width} y1={high} y2={high} />
          <text x={left + 6} y={high + 13} stroke="none" style={text}>
            {words[y as keyof typeof words]}
          </text>
        </>
      )}
      {rightSeen && highSeen && (
        <path d={`M${right - 5} ${high}h10M${right} ${high - 5}v10`} strokeWidth={2} strokeDasharray="none" />
      )}
      {rightSeen && up !== null && high < top - 0.5 && (
        <text x={right - 5} y={top + 27} textAnchor="end" stroke="none">
          ↑ reference: {words[y as keyof typeof words]}
        </text>
      )}
    </g>
  );
});
