import { memo, useId, useMemo, useState } from 'react';
import type { DistanceGroup, FitnessDistance, LandscapeReport } from '../../../landscape/report.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { type AxisSpec, type PlotArea, PlotFrame } from '../../charts/PlotFrame.tsx';
import { short, whole } from '../../shared/format.ts';
import { type LabContext, ownValue } from '../lab-context.ts';
import { CorrelationTable } from './CorrelationTable.tsx';
import { fitnessAxis, ownText } from './fitness-axis.ts';
import { LabRoom, Nothing, Switch } from './LabRoom.tsx';
import { counted, fixed } from './numbers.ts';
import { PickLayer } from './PickLayer.tsx';
import { fdcClass, fdcWords, isFlat } from './words.ts';

interface Props {
  readonly report: LandscapeReport;
  readonly context: LabContext;
}

/** Fitness by distance to the best: a violin for each distance, and the correlations of the two. */
export function FitnessDistancePanel({ report, context }: Props) {
  const [close, setClose] = useState(false);
  const { fitnessDistance, density } = report;
  const { byDistance, all } = fitnessDistance;
  const flat = isFlat(density) || byDistance.length < 2;
  const x = useMemo(() => distanceAxis(byDistance), [byDistance]);
  const y = useMemo(
    () => fitnessAxis(context, rangeOf(byDistance, close), 'y'),
    [context, byDistance, close],
  );
  const kind = fdcClass(all.pearson.value);
  return (
    <ChartPanel
      title="Fitness–distance"
      detail={kind && !flat ? `FDC ${fixed(all.pearson.value)}: ${kind}` : undefined}
      name="fitness-distance"
      table={() => tableOf(fitnessDistance, context)}
    >
      <LabRoom
        bar={
          !flat && (
            <>
              <span className="lab-key">bar: quartiles · line: medians · above: architectures</span>
              <Switch
                on={close}
                title="From the lowest quartile upwards: the long tails below are left out"
                onChange={setClose}
              >
                Upper part
              </Switch>
            </>
          )
        }
        words={
          !flat && (
            <>
              <CorrelationTable report={report} />
              <p>{fdcWords(fitnessDistance)}</p>
              <p className="lab-more">
                p: how likely a correlation as large is by chance, were architectures drawn independently;
                they are a whole space, and neighbours are alike.
              </p>
            </>
          )
        }
      >
        {flat ? (
          <Nothing>
            {isFlat(density)
              ? 'All architectures are equally fit: fitness does not go with distance, or with anything.'
              : 'There are no two distances to the best among these architectures.'}
          </Nothing>
        ) : (
          <PlotFrame
            x={x}
            y={y}
            margin={{ top: 22 }}
            label={`Fitness by edits to the best architecture. ${fdcWords(fitnessDistance)}`}
          >
            {(area) => <Violins area={area} report={report} context={context} />}
          </PlotFrame>
        )}
      </LabRoom>
    </ChartPanel>
  );
}

function distanceAxis(groups: readonly DistanceGroup[]): AxisSpec {
  const [from, to] = [groups[0]?.distance ?? 0, groups.at(-1)?.distance ?? 1];
  return {
    kind: 'linear',
    domain: [from - 0.6, to + 0.6],
    ticks: groups.map(({ distance }) => distance),
    bare: true,
    label: 'edits to the best',
    format: String,
  };
}

/** From the least to the most, or from the lowest of the lower quartiles. */
function rangeOf(groups: readonly DistanceGroup[], close: boolean): readonly [number, number] {
  return [
    Math.min(...groups.map(({ summary }) => summary[close ? 1 : 0])),
    Math.max(...groups.map(({ summary }) => summary[4])),
  ];
}

interface ViolinsProps {
  readonly area: PlotArea;
  readonly report: LandscapeReport;
  readonly context: LabContext;
}

function Violins({ area, report, context }: ViolinsProps) {
  const { byDistance } = report.fitnessDistance;
  const points = useMemo(
    () => byDistance.map(({ distance, summary }) => ({ x: area.x(distance), y: area.y(summary[2]) })),
    [area, byDistance],
  );
  const selected = placeOf(report, context);
  return (
    <>
      <ViolinShapes area={area} groups={byDistance} />
      {selected && (
        <path
          d={diamond(
            area.x(selected.distance),
            Math.min(area.top + area.height, area.y(selected.fitness)),
            6,
          )}
          fill="var(--panel)"
          stroke="var(--ink)"
          strokeWidth={2}
        >
          <title>The selected architecture</title>
        </path>
      )}
      <PickLayer
        area={area}
        points={points}
        across
        label="Distances to the best"
        lines={(i) => groupLines(byDistance[i]!, context)}
      />
    </>
  );
}

/** Where the selected node is drawn: optima are known from the report, the others from the caller. */
function placeOf({ optima }: LandscapeReport, { selected, place }: LabContext) {
  if (selected === null) return undefined;
  return optima.find(({ node }) => node === selected) ?? place?.(selected);
}

const diamond = (x: number, y: number, size: number): string =>
  `M${x} ${y - size}l${size} ${size}l${-size} ${size}l${-size} ${-size}Z`;

function groupLines({ distance, count, summary, mean }: DistanceGroup, context: LabContext): string[] {
  const [low, first, median, third, high] = summary.map((value) => context.valueText(value));
  return [
    distance === 0 ? 'The best' : `${counted(distance, 'edit')} from the best`,
    counted(count, 'architecture'),
    `median ${median}, mean ${context.valueText(mean)}`,
    `quartiles ${first} and ${third}`,
    `from ${low} to ${high}`,
  ];
}

const ViolinShapes = memo(function ViolinShapes({
  area,
  groups,
}: {
  area: PlotArea;
  groups: readonly DistanceGroup[];
}) {
  const id = useId();
  const room = Math.abs(area.x(1) - area.x(0));
  const half = Math.min(46, room * 0.42);
  const every = Math.max(1, Math.ceil(34 / room));
  const medians = groups.map(({ distance, summary }) => `${area.x(distance)} ${area.y(summary[2])}`);
  return (
    <>
      <clipPath id={id}>
        <rect x={area.left} y={area.top - 4} width={area.width} height={area.height + 4} />
      </clipPath>
      <g clipPath={`url(#${id})`}>
        {groups.map((group) => (
          <path
            key={group.distance}
            d={violin(group, area, half)}
            fill="var(--series-2)"
            fillOpacity={0.3}
            stroke="var(--series-2)"
          />
        ))}
        <path d={`M${medians.join('L')}`} fill="none" stroke="var(--second)" strokeDasharray="4 3" />
        {groups.map(({ distance, summary }) => (
          <g key={distance}>
            <path
              d={`M${area.x(distance)} ${area.y(summary[1])}V${area.y(summary[3])}`}
              stroke="var(--ink)"
              strokeWidth={Math.min(5, Math.max(2, half / 6))}
            />
            <circle
              cx={area.x(distance)}
              cy={area.y(summary[2])}
              r={3}
              fill="var(--panel)"
              stroke="var(--ink)"
              strokeWidth={1.5}
            />
          </g>
        ))}
      </g>
      {groups.map(
        ({ distance, count }, i) =>
          i % every === 0 && (
            <text key={distance} x={area.x(distance)} y={area.top - 9} textAnchor="middle">
              {short(count)}
            </text>
          ),
      )}
    </>
  );
});

/** The outline of one distance's fitness; a level line where all are equal. */
function violin({ distance, points, outline, summary }: DistanceGroup, area: PlotArea, half: number): string {
  const x = area.x(distance);
  if (points.length < 2 || summary[0] === summary[4]) return `M${x - half / 2} ${area.y(summary[2])}h${half}`;
  const at = (i: number, side: 1 | -1) =>
    `${(x + side * half * outline[i]!).toFixed(1)} ${area.y(points[i]!).toFixed(1)}`;
  const up = points.map((_, i) => at(i, 1));
  const down = points.map((_, i) => at(i, -1)).reverse();
  return `M${[...up, ...down].join('L')}Z`;
}

function tableOf({ byDistance }: FitnessDistance, context: LabContext): ChartTable {
  // The least of the column is the most of fitness where it is to be minimised.
  const own = ownText(context);
  const order = context.minimise ? [4, 3, 2, 1, 0] : [0, 1, 2, 3, 4];
  return {
    caption: `${context.column} by edits to the best`,
    columns: [
      { title: 'Edits' },
      { title: 'Architectures', format: whole },
      { title: 'Mean', format: own },
      { title: 'Minimum', format: own },
      { title: 'Lower quartile', format: own },
      { title: 'Median', format: own },
      { title: 'Upper quartile', format: own },
      { title: 'Maximum', format: own },
    ],
    rows: byDistance.length,
    cell: (row, column) => {
      const { distance, count, mean, summary } = byDistance[row]!;
      const values = [mean, ...order.map((i) => summary[i]!)].map((value) => ownValue(context, value));
      return [distance, count, ...values][column]!;
    },
  };
}
