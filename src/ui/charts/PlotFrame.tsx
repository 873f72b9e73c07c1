import { memo, type ReactNode, useMemo } from 'react';
import { type Size, useSize } from '../shared/use-size.ts';
import { linearScale, logScale, type Scale } from './scales.ts';

export interface AxisSpec {
  readonly kind: 'linear' | 'log';
  readonly domain: readonly [number, number];
  /** With its unit. */
  readonly label: string;
  readonly format: (value: number) => string;
  /** Other ticks than the scale's own. */
  readonly ticks?: readonly number[];
  /** No grid lines at its ticks. */
  readonly bare?: boolean;
}

/** The part of a chart that the data are drawn in, pixels from the chart's corner. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Scale;
  readonly y: Scale;
  readonly size: Size;
}

interface Props {
  readonly x: AxisSpec;
  readonly y: AxisSpec;
  /** What the chart shows, in a sentence, for those who cannot see it. */
  readonly label: string;
  readonly margin?: Partial<Record<'left' | 'right' | 'top' | 'bottom', number>>;
  /** Drawn between the grid and everything else: a canvas, as a rule, placed by itself. */
  readonly under?: (area: PlotArea) => ReactNode;
  /** Drawn within the SVG, above the grid. */
  readonly children: (area: PlotArea) => ReactNode;
}

/** Pixels that a tick's label needs beside the next. */
const TICK_ROOM = { x: 46, y: 20 };

/** Axes, grid and labels, as large as the room there is; the data are the caller's. */
export function PlotFrame({ x, y, label, margin, under, children }: Props) {
  const [box, size] = useSize<HTMLDivElement>();
  const { left = 58, right = 14, top = 10, bottom = 36 } = margin ?? {};
  const width = (size?.width ?? 0) - left - right;
  const height = (size?.height ?? 0) - top - bottom;
  const xScale = useScale(x, left, left + width, width / 90);
  const yScale = useScale(y, top + height, top, height / 46);
  const area = useMemo((): PlotArea | null => {
    if (!size || width < 20 || height < 20) return null;
    return { left, top, width, height, size, x: xScale, y: yScale };
  }, [size, left, top, width, height, xScale, yScale]);
  return (
    <div className="chart plot" ref={box}>
      {area && (
        <>
          {under && (
            <svg className="plot-grid" width={area.size.width} height={area.size.height} aria-hidden="true">
              <Grid area={area} x={x} y={y} />
            </svg>
          )}
          {under?.(area)}
          {/* biome-ignore lint/a11y/useSemanticElements: an SVG has no fieldset. */}
          <svg
            width={area.size.width}
            height={area.size.height}
            viewBox={`0 0 ${area.size.width} ${area.size.height}`}
            role="group"
            aria-label={label}
          >
            {!under && <Grid area={area} x={x} y={y} />}
            <Axes area={area} x={x} y={y} />
            {children(area)}
          </svg>
        </>
      )}
    </div>
  );
}

/** The scale of an axis; the same one as long as nothing about it changed. */
function useScale({ kind, domain: [from, to] }: AxisSpec, start: number, end: number, room: number): Scale {
  const count = Math.max(2, Math.round(room));
  return useMemo(
    () =>
      kind === 'log'
        ? logScale([from, to], [start, end], count)
        : linearScale([from, to], [start, end], count),
    [kind, from, to, start, end, count],
  );
}

interface AxesProps {
  readonly area: PlotArea;
  readonly x: AxisSpec;
  readonly y: AxisSpec;
}

const ticksOf = ({ area, x, y }: AxesProps) => ({
  xTicks: thin(x.ticks ?? area.x.ticks, area.x, TICK_ROOM.x),
  yTicks: thin(y.ticks ?? area.y.ticks, area.y, TICK_ROOM.y),
});

const Grid = memo(function Grid({ area, x, y }: AxesProps) {
  const { left, top, width, height } = area;
  const { xTicks, yTicks } = ticksOf({ area, x, y });
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of an SVG takes no focus.
    <g aria-hidden="true" stroke="var(--line)">
      {!x.bare &&
        xTicks.map((tick) => (
          <line key={tick} x1={area.x(tick)} x2={area.x(tick)} y1={top} y2={top + height} />
        ))}
      {!y.bare &&
        yTicks.map((tick) => (
          <line key={tick} x1={left} x2={left + width} y1={area.y(tick)} y2={area.y(tick)} />
        ))}
    </g>
  );
});

const Axes = memo(function Axes({ area, x, y }: AxesProps) {
  const { left, top, width, height, size } = area;
  const { xTicks, yTicks } = ticksOf({ area, x, y });
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of an SVG takes no focus.
    <g aria-hidden="true">
      <path d={`M${left} ${top}V${top + height}H${left + width}`} fill="none" stroke="var(--third)" />
      {xTicks.map((tick) => (
        <text key={tick} x={area.x(tick)} y={top + height + 15} textAnchor="middle">
          {x.format(tick)}
        </text>
      ))}
      {yTicks.map((tick) => (
        <text key={tick} x={left - 6} y={area.y(tick) + 4} textAnchor="end">
          {y.format(tick)}
        </text>
      ))}
      <text x={left + width} y={size.height - 4} textAnchor="end">
        {x.label}
      </text>
      <text transform={`translate(11 ${top + height / 2}) rotate(-90)`} textAnchor="middle">
        {y.label}
      </text>
    </g>
  );
});

/** The ticks that fit beside each other; of those that do not, every second, third … goes. */
function thin(ticks: readonly number[], scale: Scale, room: number): readonly number[] {
  const inside = ticks.filter(
    (tick) => tick >= scale.domain[0] * (1 - 1e-9) && tick <= scale.domain[1] * (1 + 1e-9) + 1e-12,
  );
  const kept: number[] = [];
  for (const tick of inside) {
    const last = kept.at(-1);
    if (last === undefined || Math.abs(scale(tick) - scale(last)) >= room) kept.push(tick);
  }
  return kept;
}
