import { type KeyboardEvent, type PointerEvent, useId, useMemo, useRef, useState } from 'react';
import type { RunView } from '../../../run/fold.ts';
import { type AxisSpec, type PlotArea, PlotFrame } from '../../charts/PlotFrame.tsx';
import { selectCandidate } from '../../route.ts';
import { CornerSelect } from '../panels/CornerSelect.tsx';
import { Tip } from '../panels/Tip.tsx';
import { timeText, timeTicks } from '../panels/time-ticks.ts';
import { endOf, trainingAt } from './bars.ts';
import { LanesDrawing, laneRoom } from './LanesDrawing.tsx';
import type { Lanes } from './lanes.ts';
import { trainingLines } from './training-words.ts';
import { nextTraining } from './walk.ts';
import { around, moved, type Stretch, stretchOf, type Zoom } from './window.ts';

const ZOOM_WORDS: readonly (readonly [Zoom | 'held', string])[] = [
  ['all', 'whole run'],
  ['ten', 'last 10 min'],
  ['two', 'last 2 min'],
];

/** Pixels that a pointer moves before it drags. */
const DRAG = 4;
/** Shift and an arrow move by this share of what is shown. */
const STEP = 0.25;

interface Props {
  readonly run: RunView;
  readonly lanes: Lanes;
  readonly selected: number | null;
}

/** The lanes over time: dragged or moved by keys, walked bar by bar. */
export function WorkersChart({ run, lanes, selected }: Props) {
  const [zoom, setZoom] = useState<Zoom>('two');
  const [end, setEnd] = useState<number | null>(null);
  const now = Math.max(0, run.lastTime - run.started.time);
  const stretch = stretchOf(zoom, end, now);
  /** Moved by the user: it does not follow the run. */
  const held = end !== null && zoom !== 'all';
  const count = Math.max(run.workers, lanes.lanes.length);
  return (
    <div className="chart-room">
      <PlotFrame
        x={timeAxis(stretch)}
        y={workerAxis(count)}
        margin={{ left: 64, bottom: 40, right: 12, top: 4 }}
        label={`${count} ${count === 1 ? 'worker' : 'workers'} from ${timeText(stretch.from / 1000)} to ${timeText(stretch.to / 1000)} after the run's start`}
      >
        {(area) => (
          <Trainings
            {...{ run, lanes, selected, area, stretch, now, count }}
            move={setEnd}
            end={held ? end : null}
          />
        )}
      </PlotFrame>
      <CornerSelect
        label="Time shown of the workers"
        corner="bottom"
        value={held ? 'held' : zoom}
        options={held ? [['held', heldWords(stretch)], ...ZOOM_WORDS] : ZOOM_WORDS}
        onChange={(chosen) => {
          if (chosen === 'held') return;
          setZoom(chosen);
          setEnd(null);
        }}
      />
    </div>
  );
}

/** "2 min to 24:10". */
const heldWords = ({ from, to }: Stretch): string =>
  `${timeText((to - from) / 1000)} to ${timeText(to / 1000)}`;

const timeAxis = ({ from, to }: Stretch): AxisSpec => ({
  kind: 'linear',
  domain: [from, to],
  // The choice of the stretch stands in its place.
  label: '',
  ticks: timeTicks(from / 1000, to / 1000, 4).map((seconds) => seconds * 1000),
  format: (value) => timeText(value / 1000),
});

/** The first worker stands at the top. */
const workerAxis = (count: number): AxisSpec => ({
  kind: 'linear',
  domain: [0, count],
  label: '',
  ticks: Array.from({ length: count }, (_, worker) => count - worker - 0.5),
  format: (value) => `worker ${count - value + 0.5}`,
  bare: true,
});

interface TrainingsProps extends Props {
  readonly area: PlotArea;
  readonly stretch: Stretch;
  readonly now: number;
  readonly count: number;
  /** Where the user moved the stretch's end to. */
  readonly end: number | null;
  move(end: number | null): void;
}

function Trainings({ run, lanes, selected, area, stretch, now, count, end, move }: TrainingsProps) {
  const id = useId();
  const [hovered, setHovered] = useState<number | null>(null);
  const [walked, setWalked] = useState<number | null>(null);
  const [focused, setFocused] = useState(false);
  const drag = useRef<{ x: number; stretch: Stretch; dragged: boolean } | null>(null);
  const { spans, candidates } = run;
  const last = spans.count - 1;
  const current = walked !== null && walked <= last ? walked : last;
  const room = useMemo(() => laneRoom(area, count), [area, count]);
  const milliseconds = (stretch.to - stretch.from) / area.width;

  const rowAt = (event: PointerEvent<SVGElement>): number | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const time = stretch.from + (event.clientX - box.left) * milliseconds;
    const lane = lanes.lanes[Math.floor((event.clientY - box.top) / (area.height / count))];
    return lane ? trainingAt(lane, spans, time, now, 3 * milliseconds) : null;
  };
  const onPointerMove = (event: PointerEvent<SVGElement>) => {
    const dragging = drag.current;
    if (!dragging || event.buttons !== 1) {
      setHovered(rowAt(event));
      return;
    }
    const pixels = event.clientX - dragging.x;
    if (!dragging.dragged && Math.abs(pixels) < DRAG) return;
    dragging.dragged = true;
    setHovered(null);
    move(moved(dragging.stretch, -pixels / area.width, now));
  };
  const onPointerUp = (event: PointerEvent<SVGElement>) => {
    const row = rowAt(event);
    if (!drag.current?.dragged && row !== null) {
      setWalked(row);
      selectCandidate(spans.candidate[row]!);
    }
    drag.current = null;
  };
  const onKey = (event: KeyboardEvent) => {
    setFocused(true);
    const arrow = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (event.key === 'Enter') selectCandidate(spans.candidate[current]!);
    else if (event.shiftKey && arrow !== 0) move(moved(stretch, arrow * STEP, now));
    else {
      const next = nextTraining(lanes, spans, current, event.key);
      if (next === null) return;
      setWalked(next);
      move(around(stretch, spans.from[next]!, endOf(spans, next, now), end, now));
    }
    event.preventDefault();
  };

  const tipped = hovered ?? (focused ? current : null);
  const x = (time: number) => Math.min(area.left + area.width, Math.max(area.left, area.x(time)));
  return (
    <>
      <LanesDrawing {...{ run, lanes, area, stretch, now, room, selected }} />
      <rect
        className={drag.current?.dragged ? 'lane-ground dragged' : 'lane-ground'}
        x={area.left}
        y={area.top}
        width={area.width}
        height={area.height}
        fill="transparent"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, stretch, dragged: false };
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => {
          drag.current = null;
        }}
        onPointerLeave={() => setHovered(null)}
      />
      <g
        className="lanes"
        role="listbox"
        aria-label="Trainings: left and right walk along a worker, up and down from one to the other, Enter selects the candidate, Shift with left and right moves the stretch shown"
        aria-activedescendant={`${id}-current`}
        tabIndex={0}
        onKeyDown={onKey}
        onFocus={(event) => setFocused(event.currentTarget.matches(':focus-visible'))}
        onBlur={() => setFocused(false)}
      >
        <rect
          id={`${id}-current`}
          className="current"
          role="option"
          aria-selected={spans.candidate[current] === selected}
          aria-label={trainingLines(run, lanes, current).join('; ')}
          pointerEvents="none"
          x={x(spans.from[current]!)}
          width={Math.max(3, x(endOf(spans, current, now)) - x(spans.from[current]!))}
          y={room(spans.worker[current]!).top}
          height={room(spans.worker[current]!).height}
          fill="none"
          stroke={focused ? 'var(--ink)' : 'none'}
          strokeWidth={2}
        />
      </g>
      {tipped !== null && candidates.count > 0 && (
        <Tip
          area={area}
          x={x((spans.from[tipped]! + endOf(spans, tipped, now)) / 2)}
          y={room(spans.worker[tipped]!).top}
          lines={trainingLines(run, lanes, tipped)}
        />
      )}
    </>
  );
}
