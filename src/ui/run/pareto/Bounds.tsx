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

/** Where the bounds are drawn, and what they are called. */
function boundsOf({ area, x, y, box }: Props) {
  const { left, top, width, height } = area;
  const bound = (measure: Measure) =>
    measure === 'parameters' ? box.maxParameters : measure === 'error' ? box.error : null;
  const [across, up] = [bound(x), bound(y)];
  const right = across === null ? Number.NaN : area.x(across);
  const high = up === null ? Number.NaN : area.y(up);
  const words: Partial<Record<Measure, string>> = {
    parameters: `cap ${short(box.maxParameters)}`,
    error: `guessing ${percent(box.error)}`,
  };
  return {
    right,
    high,
    rightSeen: right >= left && right <= left + width,
    highSeen: high >= top - 0.5 && high <= top + height,
    isAbove: up !== null && high < top - 0.5,
    xWord: words[x],
    yWord: words[y],
  };
}

/** What the axes' measures are held against: the cap on parameters, the error of guessing, and where both meet. */
export const Bounds = memo(function Bounds(props: Props) {
  const { left, top, width, height } = props.area;
  const { right, high, rightSeen, highSeen } = boundsOf(props);
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of an SVG takes no focus.
    <g aria-hidden="true" pointerEvents="none" stroke="var(--warning)" strokeDasharray="4 3">
      {rightSeen && <line x1={right} x2={right} y1={top} y2={top + height} />}
      {highSeen && <line x1={left} x2={left + width} y1={high} y2={high} />}
      {rightSeen && highSeen && (
        <path d={`M${right - 5} ${high}h10M${right} ${high - 5}v10`} strokeWidth={2} strokeDasharray="none" />
      )}
    </g>
  );
});

/** What the bounds are called: above the marks, with a ground of their own. */
export const BoundWords = memo(function BoundWords(props: Props) {
  const { left, top } = props.area;
  const { right, high, rightSeen, highSeen, isAbove, xWord, yWord } = boundsOf(props);
  const words = {
    paintOrder: 'stroke',
    stroke: 'var(--panel)',
    strokeWidth: 4,
    strokeLinejoin: 'round',
    style: { fill: 'var(--warning)' },
  } as const;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of an SVG takes no focus.
    <g aria-hidden="true" pointerEvents="none">
      {rightSeen && (
        <text
          x={right - 5}
          // Below the line of the other bound, where that is at the top.
          y={highSeen && high < top + 14 ? high + 13 : top + 12}
          textAnchor="end"
          {...words}
        >
          {xWord}
        </text>
      )}
      {highSeen && (
        <text x={left + 6} y={high + 13} {...words}>
          {yWord}
        </text>
      )}
      {rightSeen && isAbove && (
        <text x={right - 5} y={top + 27} textAnchor="end" {...words}>
          ↑ reference: {yWord}
        </text>
      )}
    </g>
  );
});
