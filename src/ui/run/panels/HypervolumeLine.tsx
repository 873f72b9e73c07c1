import { type KeyboardEvent, type PointerEvent, useId, useMemo, useState } from 'react';
import type { RunView } from '../../../run/fold.ts';
import type { PlotArea } from '../../charts/PlotFrame.tsx';
import { whole } from '../../shared/format.ts';
import { useView } from '../view-store.ts';
import { axisNow, courseLine, type Interruption, interruptions, rowAt } from './hypervolume-course.ts';
import { overAt, type Progress, type ProgressAxis, progressAt } from './progress.ts';
import { Tip } from './Tip.tsx';
import { timeText } from './time-ticks.ts';

interface Props {
  readonly run: RunView;
  readonly axis: ProgressAxis;
  readonly area: PlotArea;
}

/** The line, the run's interruptions, and where the replay stands: a press on the line puts it there. */
export function HypervolumeLine({ run, axis, area }: Props) {
  const id = useId();
  const replay = useView((view) => view.replay);
  const change = useView((view) => view.change);
  const [pointed, setPointed] = useState<number | null>(null);
  const path = useMemo(() => stepPath(run, axis, area), [run, axis, area]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was over before a gap does not change; the table is updated in place.
  const breaks = useMemo(() => interruptions(run.gaps, run.candidates), [run.gaps, run.started]);
  const over = run.evaluated + run.failed;
  const end = { over, evaluated: run.evaluated, compute: run.compute, at: axisNow(run, 'at') };
  const at = (count: number): Progress => (count >= over ? end : progressAt(run.candidates, count));
  const shown = replay === null ? null : at(replay);
  const tip = pointed === null ? null : at(pointed);

  const overOf = (event: PointerEvent<SVGElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    const value = area.x.invert(area.left + ((event.clientX - box.left) / box.width) * area.width);
    return overAt(run.candidates, axis, value);
  };
  const show = (count: number) => change({ replay: count >= over ? null : Math.max(0, count) });
  const onKey = (event: KeyboardEvent) => {
    const target = nextChange(run, replay ?? over, event.key);
    if (target === null) return;
    event.preventDefault();
    show(target);
  };
  return (
    <>
      <clipPath id={`${id}-area`}>
        <rect x={area.left} y={area.top - 2} width={area.width} height={area.height + 2} />
      </clipPath>
      <Breaks breaks={breaks} axis={axis} area={area} />
      <path d={path} fill="none" stroke="var(--accent)" strokeWidth={1.8} clipPath={`url(#${id}-area)`} />
      {shown && <Marker run={run} axis={axis} area={area} progress={shown} />}
      <rect
        className="course-slider"
        x={area.left}
        y={area.top}
        width={area.width}
        height={area.height}
        fill="transparent"
        role="slider"
        tabIndex={0}
        aria-label="Show the run as it was at a change of the front"
        aria-valuemin={0}
        aria-valuemax={over}
        aria-valuenow={Math.min(over, replay ?? over)}
        aria-valuetext={
          replay === null
            ? 'as it is'
            : `${whole(Math.min(over, replay))} of ${whole(over)} candidates over, hypervolume ${valueAt(run, shown!).toFixed(3)}`
        }
        onKeyDown={onKey}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          show(overOf(event));
        }}
        onPointerMove={(event) => {
          const count = overOf(event);
          setPointed(count);
          if (event.buttons === 1) show(count);
        }}
        onPointerLeave={() => setPointed(null)}
      />
      {tip && (
        <PointTip
          {...{ run, axis, area, progress: tip }}
          more={[
            ...new Set(
              breaks
                .filter((each) => Math.abs(breakAt(each, axis, area) - area.x(tip[axis])) < NEAR)
                .map(({ text }) => text),
            ),
          ].slice(0, MOST_BREAKS)}
        />
      )}
    </>
  );
}

function stepPath(run: RunView, axis: ProgressAxis, area: PlotArea): string {
  const { x, y } = courseLine(run, axis);
  let path = `M${area.x(x[0]!).toFixed(1)} ${area.y(y[0]!).toFixed(1)}`;
  for (let i = 1; i < x.length; i++) path += `H${area.x(x[i]!).toFixed(1)}V${area.y(y[i]!).toFixed(1)}`;
  return path;
}

const valueAt = (run: RunView, { evaluated }: Progress): number => {
  const row = rowAt(run, evaluated);
  return row < 0 ? 0 : run.course.hypervolume[row]!;
};

/** The pixel of a hypervolume, at the foot where the chart begins higher. */
const within = (area: PlotArea, value: number): number => Math.min(area.top + area.height, area.y(value));

/** Where a key leads from so many candidates that were over: to the next change of the front, or to an end. */
function nextChange(run: RunView, from: number, key: string): number | null {
  const over = run.evaluated + run.failed;
  if (key === 'Home') return 0;
  if (key === 'End') return over;
  const back = key === 'ArrowLeft' || key === 'ArrowDown';
  if (!back && key !== 'ArrowRight' && key !== 'ArrowUp') return null;
  const { evaluated } = progressAt(run.candidates, from);
  const row = rowAt(run, back ? evaluated - 1 : evaluated) + (back ? 0 : 1);
  if (row < 0) return 0;
  return row >= run.course.count ? over : overAt(run.candidates, 'evaluated', run.course.evaluated[row]!);
}

interface MarkProps extends Props {
  readonly progress: Progress;
}

/** The moment that the replay shows. */
function Marker({ run, axis, area, progress }: MarkProps) {
  const x = area.x(progress[axis]);
  return (
    <g pointerEvents="none">
      <line
        x1={x}
        x2={x}
        y1={area.top}
        y2={area.top + area.height}
        stroke="var(--ink)"
        strokeDasharray="2 3"
      />
      <circle
        cx={x}
        cy={within(area, valueAt(run, progress))}
        r={5}
        fill="var(--accent)"
        stroke="var(--panel)"
        strokeWidth={2}
      />
    </g>
  );
}

function PointTip({ run, axis, area, progress, more }: MarkProps & { more: readonly string[] }) {
  const value = valueAt(run, progress);
  return (
    <>
      <circle
        cx={area.x(progress[axis])}
        cy={within(area, value)}
        r={3.5}
        fill="var(--panel)"
        stroke="var(--accent)"
        strokeWidth={2}
        pointerEvents="none"
      />
      <Tip
        area={area}
        x={area.x(progress[axis])}
        y={within(area, value)}
        lines={[
          `${value.toFixed(3)} after ${whole(progress.evaluated)}`,
          `${timeText(progress.compute)} of training`,
          `${timeText(progress.at / 1000)} after the start`,
          ...more,
        ]}
      />
    </>
  );
}

/** Interruptions this near to the pointer are said, and no more than so many: pixels. */
const NEAR = 6;
const MOST_BREAKS = 2;

/** Pixels between interruptions that have a word each; of others the words are under the pointer. */
const APART = 60;
/** Pixels of a word. */
const WORD = 44;

/** The pixel of an interruption's begin. */
const breakAt = (each: Interruption, axis: ProgressAxis, area: PlotArea): number =>
  area.x(axis === 'at' ? each.from : each[axis]);

/** Where the run was interrupted: a dashed line, a word above it where there is room; over time as wide as it took. */
function Breaks({
  breaks,
  axis,
  area,
}: {
  breaks: readonly Interruption[];
  axis: ProgressAxis;
  area: PlotArea;
}) {
  const all = breaks.map((each) => breakAt(each, axis, area));
  return breaks.map((each, i) => {
    const x = all[i]!;
    const until = axis === 'at' ? area.x(each.to ?? area.x.domain[1]) : x;
    const leftwards = x + WORD > area.left + area.width;
    const before = all[i - 1] ?? Number.NEGATIVE_INFINITY;
    const after = all[i + 1] ?? Number.POSITIVE_INFINITY;
    const worded = x - before >= APART && after - x >= APART;
    return (
      <g key={each.from}>
        <title>{each.text}</title>
        {until - x > 1 && (
          <rect x={x} y={area.top} width={until - x} height={area.height} fill="var(--line)" opacity={0.6} />
        )}
        <line
          x1={x}
          x2={x}
          y1={area.top}
          y2={area.top + area.height}
          stroke="var(--third)"
          strokeDasharray="3 3"
        />
        {worded && (
          <text
            x={leftwards ? Math.min(x + 3, area.left + area.width) : Math.max(x - 3, area.left)}
            y={area.top - 5}
            textAnchor={leftwards ? 'end' : 'start'}
          >
            {each.word}
          </text>
        )}
      </g>
    );
  });
}
