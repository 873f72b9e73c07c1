import { memo, type PointerEvent, type ReactNode, useId, useMemo, useState } from 'react';
import { type Band, type BandAxis, bandOf, lengthOf, stepsOf } from '../../../run/portraits/bands.ts';
import { commonBox } from '../../../run/portraits/common-box.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { HoverArea } from '../../charts/HoverArea.tsx';
import { type AxisSpec, type PlotArea, PlotFrame } from '../../charts/PlotFrame.tsx';
import { CornerSelect } from '../../run/panels/CornerSelect.tsx';
import { Tip } from '../../run/panels/Tip.tsx';
import { timeText, timeTicks } from '../../run/panels/time-ticks.ts';
import { whole } from '../../shared/format.ts';
import { ANEW, NO_BOX } from './box-words.ts';
import { EndLabels, labelRoom } from './EndLabels.tsx';
import { type NamedGroup, seedsText } from './named-groups.ts';

const AXES: readonly (readonly [BandAxis, string])[] = [
  ['evaluated', 'evaluations'],
  ['compute', 'training time'],
];

interface Props {
  readonly title: ReactNode;
  readonly groups: readonly NamedGroup[];
}

interface GroupBand {
  readonly group: NamedGroup;
  readonly band: Band;
}

/** How far the fronts came, over evaluations or over training time: median and quartiles over the seeds of each group. */
export function BandsPanel({ title, groups }: Props) {
  const [axis, setAxis] = useState<BandAxis>('evaluated');
  const common = useMemo(() => commonBox(groups.flatMap(({ seeds }) => seeds)), [groups]);
  const bands = useMemo(() => bandsOf(groups, axis), [groups, axis]);
  const length = Math.max(0, ...bands.map(({ band }) => band.end));
  const x = useMemo(() => acrossAxis(axis, length), [axis, length]);
  const y = useMemo(() => upAxis(bands), [bands]);
  const several = groups.some(({ seeds }) => seeds.length > 1);
  return (
    <ChartPanel
      title={title}
      detail={several && common.box ? 'line: median; area: between the quartiles' : undefined}
      name="hypervolume-bands"
      table={common.box ? () => tableOf(bands, axis) : null}
      footer={common.box && common.anew && <p className="plane-legend quiet">{ANEW}</p>}
    >
      {common.box ? (
        <>
          <PlotFrame
            x={x}
            y={y}
            margin={{ bottom: 40, right: labelRoom(bands.map(({ group }) => group.short)) }}
            label={`Hypervolume over ${AXES.find(([key]) => key === axis)![1]} of ${groups.map(({ name }) => name).join(', ')}`}
          >
            {(area) => <Bands area={area} bands={bands} axis={axis} />}
          </PlotFrame>
          <CornerSelect
            label="Hypervolume over"
            corner="bottom"
            value={axis}
            options={AXES}
            onChange={(chosen) => setAxis(chosen)}
          />
        </>
      ) : (
        <div className="empty over">
          <p>{NO_BOX[common.differ]}</p>
        </div>
      )}
    </ChartPanel>
  );
}

function bandsOf(groups: readonly NamedGroup[], axis: BandAxis): GroupBand[] {
  const { box } = commonBox(groups.flatMap(({ seeds }) => seeds));
  if (!box) return [];
  return groups.map((group) => ({
    group,
    band: bandOf(
      group.seeds.map((run) => stepsOf(run, axis, box)),
      Math.max(...group.seeds.map((run) => lengthOf(run, axis))),
    ),
  }));
}

/** Ticks of time are at most so many. */
const TIME_TICKS = 5;

function acrossAxis(axis: BandAxis, length: number): AxisSpec {
  // The corner's choice says what the axis is.
  if (axis === 'evaluated')
    return { kind: 'linear', domain: [0, Math.max(4, length)], label: '', format: whole };
  const end = Math.max(1, length);
  return {
    kind: 'linear',
    domain: [0, end],
    label: '',
    ticks: timeTicks(0, end, TIME_TICKS),
    format: timeText,
  };
}

/** The share of each band's course that the axis leaves out below: first values are poor and far apart. */
const EARLY = 0.1;
const STEP = 0.05;

/** From what the bands are after their beginning up to the most they come to. */
function upAxis(bands: readonly GroupBand[]): AxisSpec {
  let [low, high] = [1, 0];
  for (const { band } of bands) {
    const first = band.at.findIndex((at) => at > 0 && at >= EARLY * band.end);
    low = Math.min(low, band.lower[Math.max(0, first)]!);
    high = Math.max(high, band.upper.at(-1)!);
  }
  const tidy = (value: number) => Number(value.toPrecision(6));
  const from = tidy(Math.max(0, Math.floor(low / STEP) * STEP));
  const to = tidy(Math.min(1, Math.ceil(high / STEP + 0.2) * STEP));
  return {
    kind: 'linear',
    domain: from < to ? [from, to] : [0, 1],
    label: 'hypervolume',
    format: (value) => value.toFixed(2),
  };
}

function Bands({ area, bands, axis }: { area: PlotArea; bands: readonly GroupBand[]; axis: BandAxis }) {
  const id = useId();
  const { left, top, width, height } = area;
  const [pointed, setPointed] = useState<number | null>(null);
  const onPointerMove = (event: PointerEvent<SVGElement>) => {
    const box = event.currentTarget.ownerSVGElement!.getBoundingClientRect();
    setPointed(event.clientX - box.left);
  };
  const place = pointed === null ? 0 : Math.max(0, area.x.invert(pointed));
  const at = axis === 'evaluated' ? Math.floor(place + 1e-9) : place;
  return (
    <>
      <clipPath id={id}>
        <rect x={left} y={top - 1} width={width + 1} height={height + 1} />
      </clipPath>
      <g clipPath={`url(#${id})`}>
        <BandLines area={area} bands={bands} />
      </g>
      <EndLabels
        area={area}
        labels={bands.map(({ group, band }) => ({
          ...{ key: group.runs[0]!.id, name: group.short, colour: group.look.colour },
          ...{ x: area.x(band.end), y: area.y(band.median.at(-1)!) },
        }))}
      />
      <HoverArea area={area} onMove={onPointerMove} onLeave={() => setPointed(null)} />
      {pointed !== null && (
        <>
          <line
            x1={area.x(at)}
            x2={area.x(at)}
            y1={top}
            y2={top + height}
            stroke="var(--third)"
            strokeDasharray="2 3"
          />
          <Tip
            area={area}
            x={area.x(at)}
            y={top + height / 2}
            lines={[
              axis === 'evaluated' ? `After ${whole(at)} evaluations` : `After ${timeText(at)} of training`,
              ...bands.flatMap(({ group, band }) => wordsAt(group, band, at)),
            ]}
          />
        </>
      )}
    </>
  );
}

const BandLines = memo(function BandLines({ area, bands }: { area: PlotArea; bands: readonly GroupBand[] }) {
  return bands.map(({ group, band }) => (
    <g key={group.runs[0]!.id}>
      {group.seeds.length > 1 && (
        <path d={quartersPath(band, area)} fill={group.look.colour} fillOpacity={0.16} />
      )}
      <path
        d={stepPath(band.at, band.median, area)}
        fill="none"
        stroke={group.look.colour}
        strokeWidth={1.8}
        strokeDasharray={group.look.dash}
      />
    </g>
  ));
});

function wordsAt(group: NamedGroup, { at, lower, median, upper, end }: Band, place: number): string[] {
  if (place > end) return [];
  const row = at.findLastIndex((each) => each <= place);
  if (row < 0) return [];
  const quarters = group.seeds.length > 1 ? ` (${lower[row]!.toFixed(3)} to ${upper[row]!.toFixed(3)})` : '';
  return [`${group.short}: ${median[row]!.toFixed(3)}${quarters}`];
}

const fixed = (value: number): string => value.toFixed(1);

/** A line that stays as it is until it changes. */
function stepPath(at: Float64Array, values: Float64Array, { x, y }: PlotArea): string {
  let path = `M${fixed(x(at[0]!))} ${fixed(y(values[0]!))}`;
  for (let i = 1; i < at.length; i++) path += `H${fixed(x(at[i]!))}V${fixed(y(values[i]!))}`;
  return path;
}

/** The area between the quartiles. */
function quartersPath({ at, lower, upper }: Band, area: PlotArea): string {
  const { x, y } = area;
  let path = stepPath(at, upper, area);
  const last = at.length - 1;
  path += `V${fixed(y(lower[last]!))}`;
  for (let i = last; i > 0; i--)
    path += `V${fixed(y(lower[i]!))}H${fixed(x(at[i]!))}V${fixed(y(lower[i - 1]!))}`;
  return `${path}H${fixed(x(at[0]!))}Z`;
}

function tableOf(bands: readonly GroupBand[], axis: BandAxis): ChartTable {
  const rows = bands.flatMap(({ group, band }) =>
    Array.from(band.at, (at, i) => ({
      group,
      at,
      ...{ lower: band.lower[i]!, median: band.median[i]!, upper: band.upper[i]! },
    })),
  );
  const three = (value: number) => value.toFixed(4);
  return {
    caption: 'Hypervolume over the seeds of each group, wherever it changes',
    columns: [
      { title: 'Group' },
      { title: 'Runs' },
      axis === 'evaluated'
        ? { title: 'Evaluations', format: whole }
        : { title: 'Training time, s', format: (value) => value.toFixed(1) },
      { title: 'Lower quartile', format: three },
      { title: 'Median', format: three },
      { title: 'Upper quartile', format: three },
    ],
    rows: rows.length,
    cell: (row, column) => {
      const { group, at, lower, median, upper } = rows[row]!;
      return [group.name, seedsText(group), at, lower, median, upper][column]!;
    },
  };
}
