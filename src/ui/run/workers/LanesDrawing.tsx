import { memo, useId } from 'react';
import { SPAN } from '../../../run/course.ts';
import type { RunView } from '../../../run/fold.ts';
import type { PlotArea } from '../../charts/PlotFrame.tsx';
import { duration } from '../../shared/format.ts';
import { endOf, type LaneRoom, laneBars } from './bars.ts';
import { type Lanes, placesIn } from './lanes.ts';
import type { Stretch } from './window.ts';

/** Bars are at most so high, pixels; below, they take this share of their lane. */
const HIGHEST = 48;
const SHARE = 0.72;
/** In lower bars no letters fit. */
const LETTERS = 12;

/** Where the bars of each worker stand. */
export function laneRoom(area: PlotArea, count: number): (worker: number) => LaneRoom {
  const each = area.height / count;
  const height = Math.max(2, Math.min(HIGHEST, Math.round(each * SHARE)));
  return (worker) => ({ top: Math.round(area.top + each * (worker + 0.5) - height / 2), height });
}

interface Props {
  readonly run: RunView;
  readonly lanes: Lanes;
  readonly area: PlotArea;
  readonly stretch: Stretch;
  readonly now: number;
  readonly room: (worker: number) => LaneRoom;
  readonly selected: number | null;
}

/** The bars of all workers, a path for each kind; interruptions across all lanes; the legend. */
export const LanesDrawing = memo(function LanesDrawing(props: Props) {
  const { run, lanes, area, stretch, now, room, selected } = props;
  const id = useId();
  const { spans, candidates } = run;
  const view = { ...stretch, now, left: area.left, width: area.width };
  const bars = lanes.lanes.map((lane, worker) => laneBars(lane, spans, candidates, view, room(worker)));
  const all = (kind: 'trained' | 'setup' | 'open' | 'failed' | 'lost' | 'epochs') =>
    bars.map((each) => each[kind]).join('');
  const until = Math.min(area.left + area.width, area.x(now));
  const idle = bars
    .map((_, worker) => {
      const { top, height } = room(worker);
      return `M${area.left} ${top + height - 0.5}H${until.toFixed(1)}`;
    })
    .join('');
  const setup = `url(#${id}-setup)`;
  const failed = `url(#${id}-failed)`;
  return (
    <g pointerEvents="none">
      <defs>
        <Hatch id={`${id}-setup`} ground="var(--panel)" line="var(--convolution)" width={2.4} />
        <Hatch id={`${id}-failed`} ground="var(--failure)" line="var(--panel)" width={1.2} />
      </defs>
      <path d={idle} stroke="var(--third)" />
      {/* What is seen through is not idle. */}
      <path d={all('open') + all('lost')} fill="var(--panel)" />
      <path d={all('setup')} fill={setup} stroke="var(--convolution)" strokeWidth={0.5} />
      <path d={all('trained')} fill="var(--convolution)" />
      <path d={all('open')} fill="var(--convolution)" fillOpacity={0.4} stroke="var(--convolution)" />
      <path d={all('failed')} fill={failed} stroke="var(--failure)" />
      <path d={all('lost')} fill="none" stroke="var(--third)" strokeDasharray="3 2" />
      <path d={all('epochs')} fill="none" stroke="var(--panel)" />
      <Interruptions run={run} area={area} stretch={stretch} />
      <Selected {...props} />
      {bars.flatMap(({ labels }, worker) =>
        (room(worker).height < LETTERS ? [] : labels).map(({ x, text, row }) => (
          <text
            key={row}
            x={x}
            y={room(worker).top + room(worker).height / 2 + 4}
            textAnchor="middle"
            // On a pattern letters need a ground of their own.
            paintOrder="stroke"
            stroke={spans.outcome[row] === SPAN.failed ? 'var(--panel)' : 'none'}
            strokeWidth={4}
            style={{
              fill: spans.outcome[row] === SPAN.evaluated ? 'var(--panel)' : 'var(--ink)',
              fontWeight: spans.candidate[row] === selected ? 700 : 400,
            }}
          >
            {text}
          </text>
        )),
      )}
      <Legend area={area} setup={setup} failed={failed} />
    </g>
  );
});

function Hatch({ id, ground, line, width }: { id: string; ground: string; line: string; width: number }) {
  return (
    <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width={6} height={6} fill={ground} />
      <rect width={width} height={6} fill={line} />
    </pattern>
  );
}

/** Frames the trainings of the selected candidate. */
function Selected({ run: { spans }, lanes, area, stretch, now, room, selected }: Props) {
  if (selected === null) return null;
  const right = area.left + area.width;
  const x = (time: number) => Math.min(right, Math.max(area.left, area.x(time)));
  return lanes.lanes.flatMap((lane, worker) => {
    const [first, end] = placesIn(lane, stretch.from, stretch.to);
    return Array.from(lane.row.subarray(first, end))
      .filter((row) => spans.candidate[row] === selected && endOf(spans, row, now) >= stretch.from)
      .map((row) => (
        <rect
          key={row}
          x={x(spans.from[row]!)}
          width={Math.max(3, x(endOf(spans, row, now)) - x(spans.from[row]!))}
          y={room(worker).top - 2}
          height={room(worker).height + 4}
          fill="none"
          stroke="var(--accent)"
          strokeWidth={2}
        />
      ));
  });
}

/** What interrupted the run, over its bars: a training that was held goes through it. */
const WORDS = { paused: 'paused', frozen: 'asleep', closed: 'page closed' } as const;
/** Pixels of a letter, about. */
const LETTER = 6;

function Interruptions({
  run,
  area,
  stretch,
}: {
  readonly run: RunView;
  readonly area: PlotArea;
  readonly stretch: Stretch;
}) {
  return run.gaps
    .filter(({ from, to }) => from <= stretch.to && (to ?? stretch.to) >= stretch.from)
    .map(({ kind, from, to }) => {
      const x0 = Math.max(area.left, area.x(from));
      const x1 = Math.min(area.left + area.width, area.x(to ?? stretch.to));
      const width = Math.max(1.5, x1 - x0);
      const long = to === null ? WORDS[kind] : `${WORDS[kind]} ${duration((to - from) / 1000)}`;
      const text = [long, WORDS[kind]].find((words) => width > words.length * LETTER + 6);
      return (
        <g key={`${kind} ${from}`}>
          <rect x={x0} y={area.top} width={width} height={area.height} fill="var(--panel)" opacity={0.6} />
          <rect x={x0} y={area.top} width={width} height={area.height} fill="var(--line)" opacity={0.7} />
          <path
            d={`M${x0} ${area.top}v${area.height}M${x0 + width} ${area.top}v${area.height}`}
            stroke="var(--third)"
            strokeDasharray="2 3"
          />
          {text && (
            <text
              x={x0 + width / 2}
              y={area.top + area.height / 2 + 4}
              textAnchor="middle"
              paintOrder="stroke"
              stroke="var(--panel)"
              strokeWidth={4}
              style={{ fill: 'var(--ink)' }}
            >
              {text}
            </text>
          )}
        </g>
      );
    });
}

/** Without so many pixels the legend is left out: the table says it in words. */
const LEGEND_ROOM = 330;

function Legend({ area, setup, failed }: { area: PlotArea; setup: string; failed: string }) {
  if (area.size.width < LEGEND_ROOM) return null;
  const y = area.size.height - 13;
  const entries = [
    { word: 'trains', fill: 'var(--convolution)', stroke: 'none', at: 0 },
    { word: 'sets up', fill: setup, stroke: 'var(--convolution)', at: 50 },
    { word: 'failed', fill: failed, stroke: 'var(--failure)', at: 107 },
    { word: 'lost', fill: 'none', stroke: 'var(--third)', at: 158 },
  ];
  const idle = 8 + 198;
  return [
    <g key="idle">
      <path d={`M${idle} ${y + 4.5}h9`} stroke="var(--third)" />
      <text x={idle + 13} y={y + 9}>
        idle
      </text>
    </g>,
    ...entries.map(({ word, fill, stroke, at }) => (
      <g key={word}>
        <rect x={8 + at} y={y} width={9} height={9} fill={fill} stroke={stroke} />
        <text x={8 + at + 13} y={y + 9}>
          {word}
        </text>
      </g>
    )),
  ];
}
