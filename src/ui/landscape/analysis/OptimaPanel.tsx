import { memo, useMemo, useState } from 'react';
import type { LandscapeReport, Optimum } from '../../../landscape/report.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { type AxisSpec, type PlotArea, PlotFrame } from '../../charts/PlotFrame.tsx';
import { CornerSelect } from '../../run/panels/CornerSelect.tsx';
import { whole } from '../../shared/format.ts';
import { type LabContext, ownValue } from '../lab-context.ts';
import { countAxis, fitnessAxis, ownText } from './fitness-axis.ts';
import { LabRoom, Nothing } from './LabRoom.tsx';
import { correlationText, counted, pieces } from './numbers.ts';
import { PickLayer } from './PickLayer.tsx';
import { optimaWords } from './words.ts';

interface Props {
  readonly report: LandscapeReport;
  readonly context: LabContext;
}

type Basin = 'climbBasin' | 'weakBasin' | 'strongBasin';

const BASINS: readonly (readonly [Basin, string])[] = [
  ['climbBasin', 'basin of steepest ascent'],
  ['weakBasin', 'weak basin'],
  ['strongBasin', 'strong basin'],
];

/** Local optima: how fit each is, and how much of the space leads to it. */
export function OptimaPanel({ report, context }: Props) {
  const [basin, setBasin] = useState<Basin>('climbBasin');
  const { optima, basins } = report;
  const table = useMemo(() => tableOf(report, context), [report, context]);
  const x = useMemo(() => fitnessAxis(context, rangeOf(optima), 'x'), [context, optima]);
  const y = useMemo(() => sizeAxis(optima, basin), [optima, basin]);
  return (
    <ChartPanel
      title="Local optima"
      detail={counted(optima.length, 'optimum', 'optima')}
      name="local-optima"
      table={optima.length > 0 ? () => table : null}
      selected={context.selected}
    >
      <LabRoom
        table={optima.length > 0 ? table : undefined}
        selected={context.selected}
        bar={
          optima.length > 0 && (
            <>
              <span className="lab-key">star: the best · up: larger</span>
              <CornerSelect
                label="Size of which basin"
                corner="bottom"
                value={basin}
                options={BASINS}
                onChange={(chosen) => setBasin(chosen)}
              />
            </>
          )
        }
        words={
          optima.length > 0 && (
            <p>
              {optimaWords(report)}
              {basins.fitnessAndSize &&
                ` Fitness and size of weak basins correlate at ${correlationText(basins.fitnessAndSize)}.`}
            </p>
          )
        }
      >
        {optima.length > 0 ? (
          <PlotFrame x={x} y={y} label={`Fitness and basin of each local optimum. ${optimaWords(report)}`}>
            {(area) => <OptimaDots area={area} optima={optima} basin={basin} context={context} />}
          </PlotFrame>
        ) : (
          <Nothing>{optimaWords(report)}</Nothing>
        )}
      </LabRoom>
    </ChartPanel>
  );
}

const rangeOf = (optima: readonly Optimum[]): readonly [number, number] =>
  optima.length > 0 ? [optima.at(-1)!.fitness, optima[0]!.fitness] : [0, 1];

/** A log axis; basins of nobody stand at its foot, half a node high. */
function sizeAxis(optima: readonly Optimum[], basin: Basin): AxisSpec {
  const sizes = optima.length > 0 ? optima.map((optimum) => optimum[basin]) : [1];
  return countAxis('architectures', Math.max(0.7, Math.min(...sizes)), Math.max(...sizes));
}

interface DotsProps {
  readonly area: PlotArea;
  readonly optima: readonly Optimum[];
  readonly basin: Basin;
  readonly context: LabContext;
}

function OptimaDots({ area, optima, basin, context }: DotsProps) {
  const points = useMemo(
    () => optima.map((optimum) => ({ x: area.x(optimum.fitness), y: area.y(optimum[basin]) })),
    [area, optima, basin],
  );
  const picked = optima.findIndex(({ node }) => node === context.selected);
  const chosen = points[picked];
  return (
    <>
      <Dots points={points} />
      {chosen && (
        <circle cx={chosen.x} cy={chosen.y} r={6} fill="var(--accent)" stroke="var(--ink)" strokeWidth={2} />
      )}
      <PickLayer
        area={area}
        points={points}
        label="Local optima, the fittest first"
        lines={(i) => optimumLines(optima[i]!, i, context)}
        picked={picked}
        onPick={(i) => context.select(optima[i]!.node)}
      />
    </>
  );
}

/** What there is to say of an optimum. */
export function optimumLines(optimum: Optimum, rank: number, context: LabContext): string[] {
  const { node, fitness, distance, climbBasin, weakBasin, strongBasin } = optimum;
  return [
    ...pieces(`${rank + 1}. ${context.name(node)}`),
    `${context.valueText(fitness)}, ${distance === 0 ? 'the best' : `${counted(distance, 'edit')} from the best`}`,
    `climbs end here from ${whole(climbBasin)}`,
    `weak basin ${whole(weakBasin)}, strong ${whole(strongBasin)}`,
  ];
}

/** One path for all: there may be thousands. The best is a star. */
const Dots = memo(function Dots({ points }: { points: readonly { x: number; y: number }[] }) {
  const radius = points.length > 300 ? 2.5 : 4;
  const dots = points
    .slice(1)
    .map(
      ({ x, y }) =>
        `M${(x - radius).toFixed(1)} ${y.toFixed(1)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`,
    )
    .join('');
  const best = points[0]!;
  return (
    <>
      <path d={dots} fill="var(--series-2)" fillOpacity={0.55} stroke="var(--series-2)" strokeWidth={0.8} />
      <path d={star(best.x, best.y, 8)} fill="var(--accent)" stroke="var(--panel)" />
    </>
  );
});

/** A star of five points around a place. */
export function star(x: number, y: number, radius: number): string {
  const corners = Array.from({ length: 10 }, (_, i) => {
    const size = i % 2 === 0 ? radius : radius * 0.42;
    const turn = (i * Math.PI) / 5 - Math.PI / 2;
    return `${(x + size * Math.cos(turn)).toFixed(1)} ${(y + size * Math.sin(turn)).toFixed(1)}`;
  });
  return `M${corners.join('L')}Z`;
}

function tableOf({ optima }: LandscapeReport, context: LabContext): ChartTable {
  return {
    caption: 'Local optima, the fittest first',
    columns: [
      { title: 'Architecture' },
      { title: context.column, format: ownText(context) },
      { title: 'Edits to best' },
      { title: 'Climb basin', format: whole },
      { title: 'Weak basin', format: whole },
      { title: 'Strong basin', format: whole },
      { title: 'Node' },
    ],
    rows: optima.length,
    cell: (row, column) => {
      const { node, fitness, distance, climbBasin, weakBasin, strongBasin } = optima[row]!;
      return [
        context.name(node),
        ownValue(context, fitness),
        distance,
        climbBasin,
        weakBasin,
        strongBasin,
        node,
      ][column]!;
    },
    candidate: (row) => optima[row]!.node,
    select: context.select,
  };
}
