import { memo, useMemo, useState } from 'react';
import type { CandidateTable } from '../../../run/candidate-table.ts';
import type { PlotArea } from '../../charts/PlotFrame.tsx';
import { selectCandidate } from '../../route.ts';
import { MEASURE } from '../measures.ts';
import type { Measure } from '../view-store.ts';
import { thinned } from './thinned.ts';

/** More marks than this are no help to anybody, and slow. */
export const MOST_MARKS = 200;

interface Props {
  readonly area: PlotArea;
  readonly table: CandidateTable;
  readonly x: Measure;
  readonly y: Measure;
  /** Candidate numbers, by the measure on the x axis. */
  readonly members: readonly number[];
  readonly selected: number | null;
  /** Members with a word beside them: the knee. */
  readonly knee: number | null;
  /** Members of the short list. */
  readonly listed: readonly number[];
  /** The id of the path that lines are clipped by. */
  readonly clip: string;
}

/** The front: a stair, and marks on it that keys walk along. */
export const FrontMarks = memo(function FrontMarks(props: Props) {
  const { area, table, x, y, members, selected, knee, listed, clip } = props;
  const places = useMemo(() => placesOf(area, table, x, y, members), [area, table, x, y, members]);
  const marks = useMemo(
    () => shownOf(places, area, [selected, knee, ...listed]),
    [places, area, selected, knee, listed],
  );
  const [current, setCurrent] = useState<number | null>(null);
  const inTabOrder =
    [current, selected].find((candidate) => marks.some((mark) => mark.candidate === candidate)) ??
    marks[0]?.candidate;

  const onKeyDown = (event: React.KeyboardEvent<SVGCircleElement>, at: number) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = stepOf(event.key, at, marks.length);
    if (to !== undefined) {
      // Marks are drawn in the order of the front.
      event.currentTarget.parentElement?.querySelectorAll<SVGElement>('.mark')[to]?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') selectCandidate(marks[at]!.candidate);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <path
        d={stairs(places, area)}
        fill="none"
        stroke="var(--accent)"
        strokeWidth={1.8}
        clipPath={`url(#${clip})`}
        pointerEvents="none"
      />
      {/* biome-ignore lint/a11y/useSemanticElements: an SVG has no fieldset. */}
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: nor is its group interactive. */}
      <g
        role="group"
        aria-label={`Pareto front of ${members.length} candidates${marks.length < members.length ? `, ${marks.length} of them in sight` : ''}; arrow keys walk along it`}
      >
        {marks.map(({ candidate, px, py, label }, at) => {
          const isSelected = candidate === selected;
          const isListed = listed.includes(candidate);
          return (
            // biome-ignore lint/a11y/useSemanticElements: an SVG has no button.
            <circle
              key={candidate}
              className="mark"
              data-candidate={candidate}
              cx={px}
              cy={py}
              r={isSelected ? 7 : 5}
              fill={isSelected || isListed ? 'var(--accent)' : 'var(--panel)'}
              stroke={isListed && !isSelected ? 'var(--ink)' : 'var(--accent)'}
              strokeWidth={2}
              tabIndex={candidate === inTabOrder ? 0 : -1}
              role="button"
              aria-label={label}
              aria-pressed={isSelected}
              onFocus={() => setCurrent(candidate)}
              onClick={() => selectCandidate(candidate)}
              onKeyDown={(event) => onKeyDown(event, at)}
            />
          );
        })}
        <Words places={marks} area={area} knee={knee} listed={listed} />
      </g>
    </>
  );
});

export interface FrontPlace {
  readonly candidate: number;
  readonly px: number;
  readonly py: number;
  readonly label: string;
}

function placesOf(
  area: PlotArea,
  table: CandidateTable,
  x: Measure,
  y: Measure,
  members: readonly number[],
): FrontPlace[] {
  const [xs, ys] = [MEASURE[x].column(table), MEASURE[y].column(table)];
  return members.flatMap((candidate) => {
    const [px, py] = [area.x(xs[candidate]!), area.y(ys[candidate]!)];
    if (!Number.isFinite(px) || !Number.isFinite(py)) return [];
    return { candidate, px, py, label: `Candidate ${candidate}: ${describe(table, candidate, x, y)}` };
  });
}

/** A candidate's figures in words: the error first where it is one of them. */
export function describe(table: CandidateTable, candidate: number, x: Measure, y: Measure): string {
  const both = x === 'error' ? [x, y] : [y, x];
  const [first, second] = both.map((measure) => {
    const { format, column } = MEASURE[measure as Measure];
    const value = format(column(table)[candidate]!);
    if (measure === 'error') return `error ${value}`;
    return measure === 'parameters' ? `${value} parameters` : `${MEASURE[measure as Measure].name} ${value}`;
  });
  return `${first}, ${second}`;
}

/** Those within the plot, or as many of them as there can be marks, and those that must be seen. */
function shownOf(
  places: readonly FrontPlace[],
  { left, top, width, height }: PlotArea,
  special: readonly (number | null)[],
): FrontPlace[] {
  const inside = places.filter(
    ({ px, py }) => px >= left - 1 && px <= left + width + 1 && py >= top - 1 && py <= top + height + 1,
  );
  const kept = new Set(
    thinned(
      inside.map(({ px }) => px),
      inside.map(({ py }) => py),
      MOST_MARKS,
    ),
  );
  return inside.filter(({ candidate }, i) => kept.has(i) || special.includes(candidate));
}

function stepOf(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** The front as a stair: what lies right of it and above is dominated. */
function stairs(places: readonly FrontPlace[], { left, top, width }: PlotArea): string {
  const [first, ...rest] = places;
  if (!first) return '';
  const steps = rest.map(({ px, py }) => `H${px.toFixed(1)}V${py.toFixed(1)}`);
  const end = Math.max(left + width, places.at(-1)!.px);
  return `M${first.px.toFixed(1)} ${Math.min(top, first.py)}V${first.py.toFixed(1)}${steps.join('')}H${end}`;
}

interface WordsProps {
  readonly places: readonly FrontPlace[];
  readonly area: PlotArea;
  readonly knee: number | null;
  readonly listed: readonly number[];
}

/** What the knee and the members of the short list are called. */
function Words({ places, knee, listed }: WordsProps) {
  return places.map(({ candidate, px, py }) => {
    const place = listed.indexOf(candidate);
    if (candidate !== knee && place < 0) return null;
    const words = [place >= 0 && String(place + 1), candidate === knee && 'knee'].filter(Boolean).join(' · ');
    return (
      // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of an SVG takes no focus.
      <g key={candidate} pointerEvents="none" aria-hidden="true">
        {candidate === knee && (
          <rect
            x={px - 7.5}
            y={py - 7.5}
            width={15}
            height={15}
            transform={`rotate(45 ${px} ${py})`}
            fill="none"
            stroke="var(--ink)"
            strokeWidth={1.4}
          />
        )}
        <text
          x={px - 9}
          y={py + 18}
          textAnchor="end"
          style={{
            fill: 'var(--ink)',
            fontWeight: 600,
            paintOrder: 'stroke',
            stroke: 'var(--panel)',
            strokeWidth: 3,
          }}
        >
          {words}
        </text>
      </g>
    );
  });
}
