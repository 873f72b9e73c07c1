import { memo, type ReactNode, useMemo } from 'react';
import type { Estimate } from '../../../run/landscape/sampled/intervals.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { type AxisSpec, type PlotArea, PlotFrame } from '../../charts/PlotFrame.tsx';
import { Nothing } from '../analysis/LabRoom.tsx';
import { PickLayer } from '../analysis/PickLayer.tsx';
import { withInterval } from './figures.ts';

export interface IntervalPoint {
  readonly x: number;
  /** Known where there are too few for an interval, too. */
  readonly value: number;
  readonly estimate: Estimate | undefined;
  /** Observations that it rests on. */
  readonly count?: number;
}

export interface IntervalSeries {
  readonly name: string;
  readonly colour: string;
  /** Shapes tell series apart as colours do. */
  readonly shape: 'circle' | 'square';
  readonly points: readonly IntervalPoint[];
}

interface Props {
  readonly title: string;
  /** For its files. */
  readonly name: string;
  readonly words: string;
  readonly series: readonly IntervalSeries[];
  readonly xLabel: string;
  readonly yLabel: string;
  text(value: number): string;
  /** The same, short, for the axis. */
  readonly tick: (value: number) => string;
  /** Values that the axis must show. */
  readonly include: readonly number[];
  /** The axis ends here at the latest. */
  readonly limits?: readonly [number, number];
  /** Bars from the axis up, each as wide as one of these steps of x: a histogram. */
  readonly bars?: number;
  xText?(x: number): string;
  readonly xTick?: (x: number) => string;
  readonly actions?: ReactNode;
}

/** Half the distance between two series at one place, pixels. */
const ASIDE = 4;

/** Estimates with their intervals as upright strokes: over whole numbers, or as bars. */
export function IntervalChart(props: Props) {
  const { title, name, words, series, xLabel, yLabel, text, tick, include, limits, bars } = props;
  const xText = props.xText ?? String;
  const xTick = props.xTick ?? xText;
  const all = useMemo(() => series.flatMap(({ points }) => points), [series]);
  const axes = useMemo((): { x: AxisSpec; y: AxisSpec } | null => {
    if (all.length === 0) return null;
    const xs = all.map(({ x }) => x);
    const half = bars === undefined ? 0.5 : bars / 2;
    const ends = [
      ...include,
      ...all.flatMap(({ value, estimate }) => [value, estimate?.low ?? value, estimate?.high ?? value]),
    ];
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const room = (high - low) * 0.06;
    const [least, most] = limits ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    const first = Math.min(...xs);
    const last = Math.max(...xs);
    return {
      x: {
        kind: 'linear',
        domain: [first - half, last + half],
        ...(bars === undefined && { ticks: Array.from({ length: last - first + 1 }, (_, i) => first + i) }),
        bare: true,
        label: xLabel,
        format: xTick,
      },
      y: {
        kind: 'linear',
        domain: [Math.max(least, low - room), Math.min(most, high + room)],
        label: yLabel,
        format: tick,
      },
    };
  }, [all, include, limits, bars, xLabel, yLabel, tick, xTick]);
  return (
    <ChartPanel
      title={title}
      name={name}
      actions={props.actions}
      table={axes ? () => tableOf(title, series, xLabel, text, xText) : null}
      footer={
        <div className="sampled-foot">
          {series.length > 1 && <Key series={series} />}
          <p>{words}</p>
        </div>
      }
    >
      {axes ? (
        <PlotFrame {...axes} label={`${title}. ${words}`} margin={{ left: 54, right: 12 }}>
          {(area) => (
            <Points area={area} series={series} bars={bars} text={text} xText={xText} title={title} />
          )}
        </PlotFrame>
      ) : (
        <Nothing>{words}</Nothing>
      )}
    </ChartPanel>
  );
}

function Key({ series }: Pick<Props, 'series'>) {
  return (
    <p className="sampled-key">
      {series.map(({ name, colour, shape }) => (
        <span key={name}>
          <svg width={12} height={10} aria-hidden="true">
            <Mark x={6} y={5} colour={colour} shape={shape} />
          </svg>{' '}
          {name}
        </span>
      ))}
    </p>
  );
}

interface MarkProps extends Pick<IntervalSeries, 'colour' | 'shape'> {
  readonly x: number;
  readonly y: number;
}

const Mark = ({ x, y, colour, shape }: MarkProps) =>
  shape === 'circle' ? (
    <circle cx={x} cy={y} r={3.2} fill={colour} />
  ) : (
    <rect x={x - 3} y={y - 3} width={6} height={6} fill="var(--panel)" stroke={colour} strokeWidth={1.6} />
  );

interface PointsProps extends Pick<Props, 'series' | 'text' | 'title'> {
  readonly bars: number | undefined;
  readonly area: PlotArea;
  xText(x: number): string;
}

const Points = memo(function Points({ area, series, bars, text, xText, title }: PointsProps) {
  const placed = useMemo(
    () =>
      series.flatMap(({ name, colour, shape, points }, place) => {
        const aside = (place - (series.length - 1) / 2) * 2 * ASIDE;
        return points.map((point) => ({
          ...{ name, colour, shape, point },
          x: area.x(point.x) + aside,
          y: area.y(point.value),
        }));
      }),
    [area, series],
  );
  const zero = area.y.domain[0] < 0 && area.y.domain[1] > 0;
  const wide = bars === undefined ? 0 : Math.max(1, area.x(bars) - area.x(0) - 1);
  return (
    <>
      {zero && <path d={`M${area.left} ${area.y(0)}h${area.width}`} stroke="var(--third)" />}
      {placed.map(({ x, y, colour, shape, point, name }) => (
        <g key={`${name} ${point.x}`}>
          {bars !== undefined && (
            <rect
              x={x - wide / 2}
              y={y}
              width={wide}
              height={Math.max(0, area.top + area.height - y)}
              fill={colour}
              opacity={0.55}
            />
          )}
          {point.estimate && (
            <path
              d={`M${x} ${area.y(point.estimate.low).toFixed(1)}V${area.y(point.estimate.high).toFixed(1)}`}
              stroke={bars === undefined ? colour : 'var(--ink)'}
              strokeWidth={bars === undefined ? 1.6 : 1}
            />
          )}
          {bars === undefined && <Mark x={x} y={y} colour={colour} shape={shape} />}
        </g>
      ))}
      <PickLayer
        area={area}
        points={placed}
        label={title}
        across={series.length === 1}
        lines={(at) => {
          const { name, point } = placed[at]!;
          return [
            series.length > 1 ? `${xText(point.x)}, ${name}` : xText(point.x),
            point.estimate ? withInterval(point.estimate, text) : `${text(point.value)}, no interval`,
            ...(point.count === undefined ? [] : [`of ${point.count.toLocaleString('en')}`]),
          ];
        }}
      />
    </>
  );
});

function tableOf(
  caption: string,
  series: Props['series'],
  xLabel: string,
  text: (value: number) => string,
  xText: (x: number) => string,
): ChartTable {
  const rows = series.flatMap(({ name, points }) => points.map((point) => ({ name, point })));
  const many = series.length > 1;
  return {
    caption,
    columns: [
      { title: xLabel, format: xText },
      { title: 'Estimate', format: text },
      { title: 'From', format: text },
      { title: 'To (95 %)', format: text },
      { title: 'Of', wide: true },
      ...(many ? [{ title: 'Group' }] : []),
    ],
    rows: rows.length,
    cell(row, column) {
      const { name, point } = rows[row]!;
      const { x, value, estimate, count } = point;
      return [x, value, estimate?.low ?? null, estimate?.high ?? null, count ?? null, name][column]!;
    },
  };
}
