import { memo, useMemo, useState } from 'react';
import {
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  ScatterChart,
  usePlotArea,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
} from 'recharts';
import { type CandidateView, candidatesOf } from '../../run/candidate-table.ts';
import type { HypervolumeBox } from '../../run/events.ts';
import type { RunView } from '../../run/fold.ts';
import { selectCandidate, useRoute } from '../route.ts';
import { logTicks, percent, short, whole } from '../shared/format.ts';
import { viridis } from '../shared/viridis.ts';
import { useApp } from '../store.ts';

/** No candidate is drawn below this error: a log axis has no zero, and one image of 10,000 is the finest step. */
const FLOOR = 0.0001;

/** A candidate's place in the chart's units. */
interface Spot {
  readonly view: CandidateView;
  readonly parameters: number;
  readonly error: number;
}

function spotsOf(run: RunView): Spot[] {
  const spots: Spot[] = [];
  for (const view of candidatesOf(run.candidates)) {
    if (view.error === null) continue;
    spots.push({ view, parameters: view.costs.parameters, error: Math.max(view.error, FLOOR) });
  }
  return spots;
}

/**
 * recharts draws the frame; the points are ours: one path a generation, however many candidates, and real marks for
 * the front alone. recharts' own scatter redraws an element for each point, which stalls the page from a few hundred
 * on; and the frame is drawn anew only when its range changes, the points alone with every candidate.
 */
export function ParetoChart({ run, box }: { run: RunView | null; box: HypervolumeBox }) {
  const { maxParameters, minParameters, error: chance } = box;
  let lowest = 0.05;
  let highest = 0.2;
  let left = minParameters;
  for (const { error, costs } of run ? candidatesOf(run.candidates) : []) {
    if (error === null) continue;
    lowest = Math.min(lowest, Math.max(error, FLOOR));
    highest = Math.max(highest, error);
    left = Math.min(left, costs.parameters);
  }
  const top = Math.min(chance, highest * 1.1);
  const errorTicks = logTicks(lowest * 0.9, top);
  return (
    <div className="chart">
      <Frame bottom={errorTicks[0]!} top={top} left={left * 0.9} cap={maxParameters} />
    </div>
  );
}

interface FrameProps {
  /** The axes' ranges: errors and parameters. */
  bottom: number;
  top: number;
  left: number;
  cap: number;
}

const Frame = memo(function Frame({ bottom, top, left, cap }: FrameProps) {
  const right = Math.max(cap * 1.15, left * 2);
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ScatterChart accessibilityLayer={false} margin={{ top: 14, right: 24, bottom: 22, left: 8 }}>
        <CartesianGrid stroke="var(--line)" strokeOpacity={0.7} />
        <XAxis
          type="number"
          dataKey="parameters"
          scale="log"
          domain={[left, right]}
          ticks={logTicks(left, right).filter((tick) => tick >= left && tick <= right)}
          tickFormatter={short}
          interval="preserveStartEnd"
          stroke="var(--line)"
          allowDataOverflow
          label={{ value: 'parameters (log scale)', position: 'insideBottom', offset: -14 }}
        />
        <YAxis
          type="number"
          dataKey="error"
          scale="log"
          domain={[bottom, top]}
          ticks={logTicks(bottom, top).filter((tick) => tick <= top)}
          tickFormatter={(tick: number) => `${Number((tick * 100).toPrecision(2))} %`}
          interval={0}
          width={66}
          stroke="var(--line)"
          allowDataOverflow
          label={{
            value: 'validation error (log scale)',
            angle: -90,
            position: 'insideLeft',
            offset: 12,
            style: { textAnchor: 'middle' },
          }}
        />
        <ReferenceLine
          x={cap}
          stroke="var(--warning)"
          strokeDasharray="4 3"
          label={{ value: `cap ${short(cap)}`, position: 'insideTopRight', fill: 'var(--warning)' }}
        />
        <LivePoints />
      </ScatterChart>
    </ResponsiveContainer>
  );
});

/** The points of the run as it is now; told by the store, so that the frame around them need not be drawn again. */
function LivePoints() {
  const evaluated = useApp((app) => app.run?.evaluated ?? 0);
  const started = useApp((app) => app.run?.started);
  const { candidate } = useRoute();
  // biome-ignore lint/correctness/useExhaustiveDependencies: candidates are updated in place; how many are evaluated tells.
  const spots = useMemo(() => {
    const { run } = useApp.getState();
    return run ? spotsOf(run) : [];
  }, [started, evaluated]);
  const front = useApp((app) => app.run?.front ?? NOTHING);
  const generation = useApp((app) => app.run?.generation ?? 1);
  return <Points spots={spots} front={front} generation={generation} selected={candidate} />;
}

const NOTHING: readonly number[] = [];

interface PointsProps {
  spots: readonly Spot[];
  /** Candidate numbers, by parameters. */
  front: readonly number[];
  generation: number;
  selected: number | null;
}

/** The cloud, the front and the pointer's nearest candidate, in the scales of the chart around it. */
function Points({ spots, front: members, generation, selected }: PointsProps) {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  const area = usePlotArea();
  const [hovered, setHovered] = useState<number | null>(null);
  if (!xScale || !yScale || !area) return null;
  const placed = new Map(
    spots.map((spot) => [
      spot.view.candidate,
      { spot, x: xScale(spot.parameters) ?? 0, y: yScale(spot.error) ?? 0 },
    ]),
  );
  const nearest = (
    event: React.PointerEvent<SVGRectElement> | React.MouseEvent<SVGRectElement>,
  ): number | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left + area.x, event.clientY - box.top + area.y];
    let best: number | null = null;
    let bestDistance = 24 ** 2;
    for (const [candidate, place] of placed) {
      const distance = (place.x - x) ** 2 + (place.y - y) ** 2;
      if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
    }
    return best;
  };
  const front = members.flatMap((candidate) => placed.get(candidate) ?? []);
  const pointed = hovered === null ? undefined : placed.get(hovered);
  const marked = selected === null ? undefined : placed.get(selected);
  return (
    <g>
      <Cloud places={[...placed.values()]} generations={generation} />
      <path d={stairs(front, area)} fill="none" stroke="var(--accent)" strokeWidth={1.8} />
      <title>{`Pareto front of ${front.length} candidates, from ${summary(front)}`}</title>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for pointers; the marks and the table serve the keyboard. */}
      <rect
        x={area.x}
        y={area.y}
        width={area.width}
        height={area.height}
        fill="transparent"
        onPointerMove={(event) => setHovered(nearest(event))}
        onPointerLeave={() => setHovered(null)}
        onClick={(event) => {
          const candidate = nearest(event);
          if (candidate !== null) selectCandidate(candidate);
        }}
      />
      {front.map(({ spot: { view }, x, y }) => (
        // biome-ignore lint/a11y/useSemanticElements: an SVG has no button.
        <circle
          key={view.candidate}
          className="mark"
          cx={x}
          cy={y}
          r={view.candidate === selected ? 7 : 5}
          fill={view.candidate === selected ? 'var(--accent)' : 'var(--panel)'}
          stroke="var(--accent)"
          strokeWidth={2}
          tabIndex={0}
          role="button"
          aria-label={`Candidate ${view.candidate}: error ${percent(view.error!)}, ${whole(view.costs.parameters)} parameters`}
          aria-pressed={view.candidate === selected}
          onPointerEnter={() => setHovered(view.candidate)}
          onPointerLeave={() => setHovered(null)}
          onClick={() => selectCandidate(view.candidate)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== ' ') return;
            event.preventDefault();
            selectCandidate(view.candidate);
          }}
        />
      ))}
      {marked && !members.includes(selected!) && (
        <circle
          cx={marked.x}
          cy={marked.y}
          r={6.5}
          fill="none"
          stroke="var(--ink)"
          strokeWidth={2}
          pointerEvents="none"
        />
      )}
      {pointed && <Tip place={pointed} area={area} />}
    </g>
  );
}

interface Place {
  readonly spot: Spot;
  readonly x: number;
  readonly y: number;
}

/** All candidates as dots, a path for each generation's colour. */
const Cloud = memo(function Cloud({
  places,
  generations,
}: {
  places: readonly Place[];
  generations: number;
}) {
  const byColour = new Map<string, string>();
  for (const { spot, x, y } of places) {
    const colour = viridis(generations > 1 ? (spot.view.generation - 1) / (generations - 1) : 0.4);
    // A line of no length with round ends is a dot.
    byColour.set(colour, `${byColour.get(colour) ?? ''}M${x.toFixed(1)} ${y.toFixed(1)}h0`);
  }
  return (
    <g>
      {[...byColour].map(([colour, path]) => (
        <g key={colour} fill="none" strokeLinecap="round">
          <path d={path} stroke="var(--third)" strokeWidth={8} />
          <path d={path} stroke={colour} strokeWidth={6} />
        </g>
      ))}
    </g>
  );
});

/** The front as a stair: what lies right of it and above is dominated. */
function stairs(front: readonly Place[], area: { x: number; y: number; width: number }): string {
  const [first, ...rest] = front;
  if (!first) return '';
  const steps = rest.map(({ x, y }) => `H${x.toFixed(1)}V${y.toFixed(1)}`);
  return `M${first.x.toFixed(1)} ${area.y}V${first.y.toFixed(1)}${steps.join('')}H${area.x + area.width}`;
}

const summary = (front: readonly Place[]): string =>
  [front[0], front.at(-1)]
    .flatMap((place) =>
      place ? [`${percent(place.spot.error)} at ${whole(place.spot.parameters)} parameters`] : [],
    )
    .join(' to ');

/** What stands under the pointer, in words. */
function Tip({
  place: { spot, x, y },
  area,
}: {
  place: Place;
  area: { x: number; y: number; width: number };
}) {
  const { candidate, error, costs, operator, parents } = spot.view;
  const lines = [
    `Candidate ${candidate}`,
    `${percent(error!)} · ${whole(costs.parameters)} parameters`,
    parents.length > 0 ? `from ${parents.join(' × ')}, ${operator}` : 'sampled',
  ];
  const width = Math.max(...lines.map((line) => line.length)) * 6.3 + 20;
  const left = x + width + 14 > area.x + area.width ? x - width - 12 : x + 12;
  const top = Math.max(y - 62, area.y);
  return (
    <g pointerEvents="none">
      <rect x={left} y={top} width={width} height={58} rx={6} fill="var(--raised)" stroke="var(--line)" />
      {lines.map((line, i) => (
        <text
          key={line}
          x={left + 10}
          y={top + 18 + i * 16}
          style={i === 0 ? { fill: 'var(--ink)', fontWeight: 600 } : undefined}
        >
          {line}
        </text>
      ))}
    </g>
  );
}
