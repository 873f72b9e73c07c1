import { memo, useMemo, useState } from 'react';
import type { DensityOfStates, LandscapeReport } from '../../../landscape/report.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { type AxisSpec, type PlotArea, PlotFrame } from '../../charts/PlotFrame.tsx';
import { percent, short, whole } from '../../shared/format.ts';
import { type LabContext, ownValue } from '../lab-context.ts';
import { fitnessAxis, ownText } from './fitness-axis.ts';
import { kernelLine } from './kernel-line.ts';
import { LabRoom, Nothing, Switch } from './LabRoom.tsx';
import { counted } from './numbers.ts';
import { PickLayer } from './PickLayer.tsx';
import { isFlat, kurtosisWords, shapeWords, tailWords } from './words.ts';

interface Props {
  readonly report: LandscapeReport;
  readonly context: LabContext;
}

/** Where a log axis of counts begins: below one architecture, so that one is seen. */
const FLOOR = 0.6;

/** Density of states: how many architectures there are of each fitness. */
export function DensityPanel({ report, context }: Props) {
  const [log, setLog] = useState(false);
  const { density } = report;
  const flat = isFlat(density);
  const x = useMemo(
    () => fitnessAxis(context, [density.minimum, density.maximum], 'x'),
    [context, density.minimum, density.maximum],
  );
  const most = Math.max(1, ...density.counts);
  const y = useMemo(
    (): AxisSpec => ({
      kind: log ? 'log' : 'linear',
      domain: log ? [FLOOR, most * 1.4] : [0, most * 1.04],
      label: log ? 'architectures (log)' : 'architectures',
      format: short,
    }),
    [log, most],
  );
  return (
    <ChartPanel
      title="Density of states"
      detail={flat ? undefined : tailWords(density.skewness)}
      name="density-of-states"
      table={() => tableOf(density, context)}
    >
      <LabRoom
        bar={
          !flat && (
            <>
              <Key />
              <Switch on={log} title="Count on a log axis: rare fitness is seen, too" onChange={setLog}>
                Log counts
              </Switch>
            </>
          )
        }
        words={
          !flat && (
            <p>
              {shapeWords(density)} {kurtosisWords(density.kurtosis)} {counted(density.distinct, 'value')}{' '}
              among {counted(report.count, 'architecture')}; the worst tenth ends at{' '}
              {context.valueText(density.quantiles[0])}, the best tenth begins at{' '}
              {context.valueText(density.quantiles[3])}.
            </p>
          )
        }
      >
        {flat ? (
          <Nothing>
            All {counted(report.count, 'architecture')} have {context.column}{' '}
            {context.valueText(density.maximum)}: there is no distribution to draw.
          </Nothing>
        ) : (
          <PlotFrame
            x={x}
            y={y}
            margin={{ top: 46 }}
            label={`How many architectures have which fitness: ${shapeWords(density)}`}
          >
            {(area) => <Density area={area} density={density} context={context} count={report.count} />}
          </PlotFrame>
        )}
      </LabRoom>
    </ChartPanel>
  );
}

/** What the strip above the bars says. */
const Key = () => (
  <span className="lab-key" title="Line: Gaussian kernel estimate, Silverman’s width">
    box: quartiles · whiskers: 10 % and 90 % · line: kernel estimate
  </span>
);

interface DensityProps {
  readonly area: PlotArea;
  readonly density: DensityOfStates;
  readonly context: LabContext;
  readonly count: number;
}

function Density({ area, density, context, count }: DensityProps) {
  const { edges, counts } = density;
  const points = useMemo(
    () => counts.map((n, i) => ({ x: area.x((edges[i]! + edges[i + 1]!) / 2), y: heightOf(area, n) })),
    [area, edges, counts],
  );
  const selected = context.selected === null ? undefined : context.place?.(context.selected);
  return (
    <>
      <Bars area={area} density={density} />
      <Strip area={area} density={density} context={context} />
      {selected && (
        <path
          d={`M${area.x(selected.fitness)} ${area.top}V${area.top + area.height}`}
          stroke="var(--ink)"
          strokeDasharray="1 3"
          strokeWidth={1.5}
        >
          <title>The selected architecture</title>
        </path>
      )}
      <PickLayer
        area={area}
        points={points}
        across
        label="Bins of the distribution, by fitness"
        lines={(bin) => [
          binWords(edges, bin, context),
          `${counted(counts[bin]!, 'architecture')}, ${percent(counts[bin]! / count)}`,
        ]}
      />
    </>
  );
}

/** From less to more as the column counts. */
function binWords(edges: readonly number[], bin: number, context: LabContext): string {
  const ends = [edges[bin]!, edges[bin + 1]!];
  if (context.minimise) ends.reverse();
  return ends.map((end) => context.valueText(end)).join(' to ');
}

/** Counts that a log axis does not have are at its foot. */
const heightOf = ({ y, top, height }: PlotArea, count: number): number => Math.min(top + height, y(count));

const Bars = memo(function Bars({ area, density }: { area: PlotArea; density: DensityOfStates }) {
  const { edges, counts } = density;
  const line = kernelLine(density);
  const foot = area.top + area.height;
  let bars = '';
  for (const [i, count] of counts.entries()) {
    if (count === 0) continue;
    const [from, to] = [area.x(edges[i]!), area.x(edges[i + 1]!)];
    bars += `M${from.toFixed(1)} ${foot}V${heightOf(area, count).toFixed(1)}H${Math.max(from + 0.5, to - 0.6).toFixed(1)}V${foot}Z`;
  }
  const curve = line.x
    .map((place, i) => `${area.x(place).toFixed(1)} ${heightOf(area, line.y[i]!).toFixed(1)}`)
    .join('L');
  return (
    <>
      <path d={bars} fill="var(--accent)" fillOpacity={0.42} />
      {curve && <path d={`M${curve}`} fill="none" stroke="var(--accent)" strokeWidth={1.6} />}
    </>
  );
});

/** Quantiles, median and mean above the bars, each said beside its mark. */
function Strip({ area, density, context }: Omit<DensityProps, 'count'>) {
  const { mean, median, quantiles } = density;
  const [low, first, third, high] = quantiles.map((value) => area.x(value)) as [
    number,
    number,
    number,
    number,
  ];
  const level = area.top - 10;
  const marks = [
    { name: 'mean', value: mean, dash: '3 3' },
    { name: 'median', value: median, dash: undefined },
  ].map((mark) => ({
    ...mark,
    x: area.x(mark.value),
    before: area.x(mark.value) > area.left + area.width / 2,
  }));
  // The words of the one do not stand where the line of the other goes up.
  const both = marks.every(({ before }) => before);
  marks.sort((a, b) => (both ? b.x - a.x : a.x - b.x));
  return (
    <g>
      <path
        d={`M${low} ${level}H${first}M${third} ${level}H${high}M${low} ${level - 3}v6M${high} ${level - 3}v6`}
        stroke="var(--second)"
      />
      <rect
        x={first}
        y={level - 5}
        width={Math.max(1, third - first)}
        height={10}
        fill="var(--raised)"
        stroke="var(--second)"
      />
      {marks.map(({ name, value, x, before, dash }, row) => {
        const words = `${name} ${context.valueText(value)}`;
        const y = 11 + 14 * row;
        return (
          <g key={name}>
            <path
              d={`M${x} ${y - 8}V${area.top + area.height}`}
              stroke="var(--ink)"
              strokeWidth={1.2}
              strokeDasharray={dash}
            />
            <text x={before ? x - 5 : x + 5} y={y} textAnchor={before ? 'end' : 'start'} className="lab-ink">
              {words}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function tableOf({ edges, counts }: DensityOfStates, context: LabContext): ChartTable {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return {
    caption: `Architectures by ${context.column}`,
    columns: [
      { title: 'From', format: ownText(context) },
      { title: 'To', format: ownText(context) },
      { title: 'Architectures', format: whole },
      { title: 'Share', format: percent },
    ],
    rows: counts.length,
    cell: (row, column) => {
      const ends = [edges[row]!, edges[row + 1]!].map((end) => ownValue(context, end));
      if (context.minimise) ends.reverse();
      return [ends[0]!, ends[1]!, counts[row]!, counts[row]! / all][column]!;
    },
  };
}
