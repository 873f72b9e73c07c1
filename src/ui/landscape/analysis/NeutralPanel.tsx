import { useMemo } from 'react';
import type { LandscapeReport, NeutralNetwork } from '../../../landscape/report.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { type PlotArea, PlotFrame } from '../../charts/PlotFrame.tsx';
import { whole } from '../../shared/format.ts';
import { type LabContext, ownValue } from '../lab-context.ts';
import { countAxis, ownText } from './fitness-axis.ts';
import { LabRoom, Nothing } from './LabRoom.tsx';
import { counted, fixed } from './numbers.ts';
import { PickLayer } from './PickLayer.tsx';
import { neutralWords } from './words.ts';

interface Props {
  readonly report: LandscapeReport;
  readonly context: LabContext;
}

/** Neutral networks: connected architectures of exactly equal fitness, the largest first. */
export function NeutralPanel({ report, context }: Props) {
  const { neutral } = report;
  const { largest } = neutral;
  const table = useMemo(() => tableOf(largest, context), [largest, context]);
  const own = context.selected === null ? -1 : (neutral.networkOf[context.selected] ?? -1);
  const selected = largest[own]?.node ?? null;
  const y = useMemo(() => countAxis('members', largest.at(-1)?.size ?? 2, largest[0]?.size ?? 2), [largest]);
  const x = useMemo(() => countAxis('rank by size', 1, largest.length), [largest]);
  const some = largest.length > 0;
  return (
    <ChartPanel
      title="Neutral networks"
      detail={some ? counted(neutral.count, 'network') : undefined}
      name="neutral-networks"
      table={some ? () => table : null}
      selected={selected}
    >
      <LabRoom
        table={some ? table : undefined}
        selected={selected}
        bar={
          some && (
            <span className="lab-key">
              {neutral.count > largest.length
                ? `the ${largest.length} largest of ${whole(neutral.count)}`
                : 'all of them'}
              {own >= 0 && `; the selected architecture is in number ${whole(own + 1)}`}
            </span>
          )
        }
        words={
          some && (
            <p>
              {neutralWords(neutral, report.count)} Percolation index: how many different fitness values lie
              around a network, which are the ways out of it.
            </p>
          )
        }
      >
        {some ? (
          <PlotFrame
            x={x}
            y={y}
            label={`Sizes of neutral networks by rank. ${neutralWords(neutral, report.count)}`}
          >
            {(area) => <Sizes area={area} largest={largest} own={own} context={context} />}
          </PlotFrame>
        ) : (
          <Nothing>{neutralWords(neutral, report.count)} There are no neutral networks.</Nothing>
        )}
      </LabRoom>
    </ChartPanel>
  );
}

interface SizesProps {
  readonly area: PlotArea;
  readonly largest: readonly NeutralNetwork[];
  /** The place of the selected node's network. */
  readonly own: number;
  readonly context: LabContext;
}

function Sizes({ area, largest, own, context }: SizesProps) {
  const points = useMemo(
    () => largest.map(({ size }, i) => ({ x: area.x(i + 1), y: area.y(size) })),
    [area, largest],
  );
  const foot = area.top + area.height;
  return (
    <>
      <path
        d={points.map(({ x, y }) => `M${x.toFixed(1)} ${foot}V${y.toFixed(1)}`).join('')}
        stroke="var(--series-4)"
        strokeOpacity={0.45}
      />
      {points.map(({ x, y }, i) => (
        <circle
          key={largest[i]!.node}
          cx={x}
          cy={y}
          r={i === own ? 6 : 3.5}
          fill="var(--series-4)"
          stroke={i === own ? 'var(--ink)' : 'none'}
          strokeWidth={2}
        />
      ))}
      <PickLayer
        area={area}
        points={points}
        label="Neutral networks, the largest first"
        lines={(i) => networkLines(largest[i]!, i, context)}
        picked={own < largest.length ? own : -1}
        onPick={(i) => context.select(largest[i]!.node)}
      />
    </>
  );
}

function networkLines(network: NeutralNetwork, rank: number, context: LabContext): string[] {
  const { size, fitness, percolation, around, maximumDistance, meanDistance } = network;
  return [
    `${rank + 1}. ${counted(size, 'member')} at ${context.valueText(fitness)}`,
    `${counted(around, 'neighbour')} of ${counted(percolation, 'fitness value')}`,
    `up to ${counted(maximumDistance, 'edit')} across, ${fixed(meanDistance, 1)} in the mean`,
  ];
}

function tableOf(largest: readonly NeutralNetwork[], context: LabContext): ChartTable {
  return {
    caption: 'Neutral networks, the largest first',
    columns: [
      { title: 'A member' },
      { title: 'Members', format: whole },
      { title: context.column, format: ownText(context) },
      { title: 'Percolation index', format: whole },
      { title: 'Around', format: whole },
      { title: 'Edits across, most' },
      { title: 'Mean', format: (value) => fixed(value) },
    ],
    rows: largest.length,
    cell: (row, column) => {
      const { node, size, fitness, percolation, around, maximumDistance, meanDistance } = largest[row]!;
      return [
        context.name(node),
        size,
        ownValue(context, fitness),
        percolation,
        around,
        maximumDistance,
        meanDistance,
      ][column]!;
    },
    candidate: (row) => largest[row]!.node,
    select: context.select,
  };
}
