import { type KeyboardEvent, memo, useRef, useState } from 'react';
import type { PopulationCourse } from '../../../run/analysis/population.ts';
import { type AxisSpec, type PlotArea, PlotFrame } from '../../charts/PlotFrame.tsx';
import { linearScale, linearTicks } from '../../charts/scales.ts';
import { percent, whole } from '../../shared/format.ts';
import { useSize } from '../../shared/use-size.ts';
import { MEASURE } from '../measures.ts';
import { Tip } from '../panels/Tip.tsx';
import { edgesOf, errorDomain } from './error-course.ts';
import { middleOf, stretchWords } from './stretches.ts';

/** The share of the height that diversity has; what lies between, and what the axis below needs. */
const LOWER = 0.26;
const GAP = 12;
const BOTTOM = 34;
/** Pixels that a number on the axis needs. */
const TICK_ROOM = 44;

interface Props {
  readonly course: PopulationCourse;
  /** The stretch that the replay is in; `null` where the run is shown as it is. */
  readonly marked: number | null;
  /** A stretch was chosen: the run is to be shown at its end. */
  onChoose(bin: number): void;
}

/** Boxes of the error, stretch by stretch, with the best until then; below, on an axis of its own, the diversity. */
export const PopulationChart = memo(function PopulationChart({ course, marked, onChoose }: Props) {
  const [box, size] = useSize<HTMLDivElement>();
  const { bins, by } = course;
  const first = bins[0]!;
  const last = bins.at(-1)!;
  const x: AxisSpec = {
    kind: 'linear',
    domain: [edgesOf(first)[0], edgesOf(last)[1]],
    label: '',
    // Drawn below the diversity.
    ticks: [],
    format: whole,
  };
  const y: AxisSpec = {
    kind: 'log',
    domain: errorDomain(course, MEASURE.error.floor),
    label: 'error',
    format: MEASURE.error.brief,
  };
  const lower = Math.round(Math.max(20, ((size?.height ?? 0) - BOTTOM - GAP) * LOWER));
  return (
    <div className="chart" ref={box}>
      <PlotFrame
        x={x}
        y={y}
        margin={{ left: 54, right: 12, top: 6, bottom: lower + GAP + BOTTOM }}
        label={`Validation error and diversity, ${stretchWords(by, { from: first.from, to: last.to })}, in ${bins.length} stretches`}
      >
        {(area) => <Drawing course={course} area={area} lower={lower} marked={marked} onChoose={onChoose} />}
      </PlotFrame>
    </div>
  );
});

interface DrawingProps extends Props {
  readonly area: PlotArea;
  /** Pixels of the lower part. */
  readonly lower: number;
}

function Drawing({ course, area, lower, marked, onChoose }: DrawingProps) {
  const [pointed, setPointed] = useState<number | null>(null);
  /** The stretch that Tab leads to; the last one where none was chosen. */
  const [current, setCurrent] = useState<number | null>(null);
  const group = useRef<SVGGElement>(null);
  const { bins, by } = course;
  const tabbed = Math.min(bins.length - 1, current ?? marked ?? bins.length - 1);
  const bottom = area.top + area.height + GAP + lower;
  const onKey = (event: KeyboardEvent, bin: number) => {
    const next = { ArrowLeft: bin - 1, ArrowRight: bin + 1, Home: 0, End: bins.length - 1 }[event.key];
    if (event.key === 'Enter' || event.key === ' ') onChoose(bin);
    else if (next !== undefined && bins[next]) {
      setCurrent(next);
      group.current?.querySelector<SVGElement>(`[data-bin="${next}"]`)?.focus();
    } else if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <Ticks course={course} area={area} y={bottom} />
      <Diversity course={course} area={area} top={bottom - lower} height={lower} />
      <Boxes course={course} area={area} />
      {marked !== null && bins[marked] && (
        <line
          x1={area.x(middleOf(bins[marked]))}
          x2={area.x(middleOf(bins[marked]))}
          y1={area.top}
          y2={bottom}
          stroke="var(--ink)"
          strokeDasharray="2 3"
        />
      )}
      {pointed !== null && bins[pointed] && (
        <Frame area={area} bottom={bottom} ends={edgesOf(bins[pointed])} stroke="var(--third)" />
      )}
      <g ref={group}>
        {bins.map((bin, i) => {
          const [from, to] = edgesOf(bin);
          return (
            // biome-ignore lint/a11y/useSemanticElements: an SVG has no button.
            <rect
              key={bin.from}
              className="population-bin"
              data-bin={i}
              x={area.x(from)}
              y={area.top}
              width={Math.max(1, area.x(to) - area.x(from))}
              height={bottom - area.top}
              fill="transparent"
              role="button"
              tabIndex={i === tabbed ? 0 : -1}
              aria-label={`${stretchLines(course, i).join(', ')}. Shows the run at its end.`}
              aria-pressed={i === marked}
              onPointerEnter={() => setPointed(i)}
              onPointerLeave={() => setPointed(null)}
              onFocus={() => {
                setCurrent(i);
                setPointed(i);
              }}
              onBlur={() => setPointed(null)}
              onClick={() => onChoose(i)}
              onKeyDown={(event) => onKey(event, i)}
            />
          );
        })}
      </g>
      <text x={area.left + area.width} y={area.size.height - 4} textAnchor="end">
        {by}
      </text>
      {pointed !== null && bins[pointed] && (
        <Tip
          area={area}
          x={area.x(middleOf(bins[pointed]))}
          y={area.y(Math.max(area.y.domain[0], course.median[pointed]!))}
          lines={stretchLines(course, pointed)}
        />
      )}
    </>
  );
}

/** A stretch in a few short lines. */
export function stretchLines(course: PopulationCourse, bin: number): string[] {
  const { by, bins, candidates, best, median, worst, bestSoFar, diversity } = course;
  const words = stretchWords(by, bins[bin]!);
  const count = candidates[bin]!;
  return [
    `${words[0]!.toUpperCase()}${words.slice(1)}`,
    `${whole(count)} ${count === 1 ? 'candidate' : 'candidates'}, best so far ${percent(bestSoFar[bin]!)}`,
    `error ${percent(best[bin]!)} to ${percent(worst[bin]!)}, median ${percent(median[bin]!)}`,
    ...(Number.isNaN(diversity[bin]!) ? [] : [`diversity ${diversity[bin]!.toFixed(2)}`]),
  ];
}

/** Whiskers from the best to the worst, a box from quartile to quartile, a line at the median. */
function Boxes({ course, area }: { course: PopulationCourse; area: PlotArea }) {
  const { bins, best, lowerQuartile, median, upperQuartile, worst, bestSoFar } = course;
  const [low] = area.y.domain;
  const y = (value: number) => area.y(Math.max(low, value)).toFixed(1);
  let whiskers = '';
  let boxes = '';
  let medians = '';
  let line = '';
  for (const [i, bin] of bins.entries()) {
    const [from, to] = edgesOf(bin).map((edge) => area.x(edge)) as [number, number];
    const half = Math.min(11, (to - from) * 0.34);
    const x = (from + to) / 2;
    whiskers += `M${x.toFixed(1)} ${y(best[i]!)}V${y(worst[i]!)}`;
    boxes += `M${(x - half).toFixed(1)} ${y(lowerQuartile[i]!)}H${(x + half).toFixed(1)}V${y(upperQuartile[i]!)}H${(x - half).toFixed(1)}Z`;
    medians += `M${(x - half).toFixed(1)} ${y(median[i]!)}H${(x + half).toFixed(1)}`;
    line += `${i === 0 ? 'M' : 'L'}${from.toFixed(1)} ${y(bestSoFar[i]!)}H${to.toFixed(1)}`;
  }
  return (
    <g fill="none" pointerEvents="none">
      <path d={whiskers} stroke="var(--third)" />
      <path d={boxes} fill="var(--raised)" stroke="var(--second)" />
      <path d={medians} stroke="var(--ink)" strokeWidth={2} />
      <path d={line} stroke="var(--accent)" strokeWidth={1.8} />
    </g>
  );
}

/** The diversity as a line with dots, from 0 on an axis of its own. */
function Diversity({
  course: { bins, diversity },
  area,
  top,
  height,
}: {
  course: PopulationCourse;
  area: PlotArea;
  top: number;
  height: number;
}) {
  let most = 0;
  for (const value of diversity) if (value > most) most = value;
  const scale = linearScale([0, most > 0 ? most * 1.08 : 1], [top + height, top], 2);
  const [step = 0.5] = linearTicks(0, most, 2).slice(1);
  let path = '';
  let open = false;
  const dots: { readonly x: number; readonly y: number }[] = [];
  for (const [i, bin] of bins.entries()) {
    const known = !Number.isNaN(diversity[i]!);
    if (known) {
      const dot = { x: area.x(middleOf(bin)), y: scale(diversity[i]!) };
      path += `${open ? 'L' : 'M'}${dot.x.toFixed(1)} ${dot.y.toFixed(1)}`;
      dots.push(dot);
    }
    open = known;
  }
  return (
    <g pointerEvents="none">
      <path
        d={`M${area.left} ${top}V${top + height}H${area.left + area.width}`}
        fill="none"
        stroke="var(--third)"
      />
      {most > 0 ? (
        <>
          {[0, step].map((tick) => (
            <text key={tick} x={area.left - 6} y={scale(tick) + 4} textAnchor="end">
              {tick}
            </text>
          ))}
          <line
            x1={area.left}
            x2={area.left + area.width}
            y1={scale(step)}
            y2={scale(step)}
            stroke="var(--line)"
          />
        </>
      ) : (
        <text x={area.left + 8} y={top + height / 2 + 4}>
          No diversity: this run has no genotypes here
        </text>
      )}
      <text transform={`translate(11 ${top + height / 2}) rotate(-90)`} textAnchor="middle">
        diversity
      </text>
      <path d={path} fill="none" stroke="var(--series-2)" strokeWidth={1.6} strokeDasharray="5 2" />
      {dots.length <= 60 &&
        dots.map(({ x, y }) => <circle key={x} cx={x} cy={y} r={2.2} fill="var(--series-2)" />)}
    </g>
  );
}

/** Generations, or evaluations, below everything. */
function Ticks({ course: { by, bins }, area, y }: { course: PopulationCourse; area: PlotArea; y: number }) {
  const first = bins[0]!;
  const last = bins.at(-1)!;
  const values =
    by === 'generation'
      ? bins.map((bin) => bin.from)
      : linearTicks(first.from, last.to, Math.max(2, area.width / 80));
  let free = Number.NEGATIVE_INFINITY;
  const shown = values.filter((value) => {
    if (area.x(value) < free) return false;
    free = area.x(value) + TICK_ROOM * (by === 'generation' ? 0.6 : 1);
    return true;
  });
  return (
    <g pointerEvents="none">
      {shown.map((value) => (
        <text key={value} x={area.x(value)} y={y + 14} textAnchor="middle">
          {whole(value)}
        </text>
      ))}
    </g>
  );
}

function Frame({
  area,
  bottom,
  ends: [from, to],
  stroke,
}: {
  area: PlotArea;
  bottom: number;
  ends: readonly [number, number];
  stroke: string;
}) {
  return (
    <rect
      x={area.x(from)}
      y={area.top}
      width={area.x(to) - area.x(from)}
      height={bottom - area.top}
      fill="none"
      stroke={stroke}
      pointerEvents="none"
    />
  );
}
