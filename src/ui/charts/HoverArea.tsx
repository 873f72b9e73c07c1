import type { PointerEvent } from 'react';
import type { PlotArea } from './PlotFrame.tsx';

interface Props {
  readonly area: Pick<PlotArea, 'left' | 'top' | 'width' | 'height'>;
  readonly onMove: (event: PointerEvent<SVGRectElement>) => void;
  readonly onLeave: () => void;
}

/** Hears the pointer wherever it is within a plot: a shortcut beside keys and tables. */
export const HoverArea = ({ area: { left, top, width, height }, onMove, onLeave }: Props) => (
  <rect
    x={left}
    y={top}
    width={width}
    height={height}
    fill="transparent"
    onPointerMove={onMove}
    onPointerLeave={onLeave}
  />
);
