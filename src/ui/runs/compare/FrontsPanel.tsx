import { memo, type PointerEvent, type ReactNode, useMemo, useState } from 'react';
import type { RunPortrait } from '../../../run/portraits/portrait.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { HoverArea } from '../../charts/HoverArea.tsx';
import { type PlotArea, PlotFrame } from '../../charts/PlotFrame.tsx';
import { MEASURE } from '../../run/measures.ts';
import { Tip } from '../../run/panels/Tip.tsx';
import { Bounds } from '../../run/pareto/Bounds.tsx';
import { EndLabels, labelRoom } from './EndLabels.tsx';
import type { Look } from './looks.ts';
import type { NamedGroup } from './named-groups.ts';
import { cornersOf, hull, oneBox, planeAxes } from './plane.ts';
import { stairsPath } from './stairs.ts';

/** A front as it is drawn. */
export interface FrontLine {
  readonly run: RunPortrait;
  /** `null`: the name stands beside another line. */
  readonly name: string | null;
  readonly look: Look;
}

interface Props {
  readonly title: ReactNode;
  readonly groups: readonly NamedGroup[];
  readonly lines: readonly FrontLine[];
  /** Above the chart, for a choice of how it is drawn. */
  readonly actions?: ReactNode;
}

/** The fronts of runs, one over the other. */
export function FrontsPanel({ title, groups, lines, actions }: Props) {
  const runs = useMemo(() => lines.map(({ run }) => run), [lines]);
  const axes = useMemo(() => planeAxes(runs), [runs]);
  const names = lines.flatMap(({ name }) => name ?? []);
  const found = lines.some(({ run }) => run.front.length > 0);
  return (
    <ChartPanel
      title={title}
      detail={runs.length === 1 ? 'choose another run to compare' : 'validation error against parameters'}
      name="fronts"
      table={found ? () => tableOf(groups) : null}
      actions={actions}
    >
      {found && (
        <PlotFrame
          {...axes}
          margin={{ right: labelRoom(names) }}
          label={`Pareto fronts of ${runs.length === 1 ? runs[0]!.name : `${runs.length} runs`}`}
        >
          {(area) => (
            <>
              {oneBox(runs) && <Bounds area={area} x="parameters" y="error" box={hull(runs)} />}
              <Lines area={area} lines={lines} />
            </>
          )}
        </PlotFrame>
      )}
      {!found && (
        <div className="empty over">
          <p>No candidate of these runs was evaluated: there is no front.</p>
        </div>
      )}
    </ChartPanel>
  );
}

/** Pixels that the pointer may be away from a point. */
const NEAR = 24;

function Lines({ area, lines }: { area: PlotArea; lines: readonly FrontLine[] }) {
  const [pointed, setPointed] = useState<readonly [line: number, member: number] | null>(null);
  const places = useMemo(
    () =>
      lines.map(({ run }) =>
        run.front.map(({ parameters, error }) => [area.x(parameters), area.y(error)] as const),
      ),
    [lines, area],
  );
  const onPointerMove = (event: PointerEvent<SVGElement>) => {
    const box = event.currentTarget.ownerSVGElement!.getBoundingClientRect();
    setPointed(nearest(places, event.clientX - box.left, event.clientY - box.top));
  };
  const tip = pointed && lines[pointed[0]]?.run.front[pointed[1]] ? pointed : null;
  const highlighted = tip && lines[tip[0]]!;
  return (
    <>
      <g opacity={tip ? 0.45 : 1}>
        <Fronts area={area} lines={lines} />
      </g>
      {highlighted && <Front area={area} line={highlighted} marks />}
      {tip && (
        <circle
          cx={places[tip[0]]![tip[1]]![0]}
          cy={places[tip[0]]![tip[1]]![1]}
          r={5}
          fill="var(--panel)"
          stroke={highlighted!.look.colour}
          strokeWidth={1.6}
        />
      )}
      <EndLabels
        area={area}
        labels={lines.flatMap(({ run, name, look }) => {
          const last = run.front.at(-1);
          if (name === null || !last) return [];
          return {
            ...{ key: run.id, name, colour: look.colour },
            ...{ x: area.left + area.width, y: area.y(last.error) },
          };
        })}
      />
      <HoverArea area={area} onMove={onPointerMove} onLeave={() => setPointed(null)} />
      {tip && (
        <Tip
          area={area}
          x={places[tip[0]]![tip[1]]![0]}
          y={places[tip[0]]![tip[1]]![1]}
          lines={tipLines(lines[tip[0]]!.run, tip[1])}
        />
      )}
    </>
  );
}

/** More marks than this are no help, and slow. */
const MOST_MARKS = 400;

const Fronts = memo(function Fronts({ area, lines }: { area: PlotArea; lines: readonly FrontLine[] }) {
  const marks = lines.reduce((sum, { run }) => sum + run.front.length, 0) <= MOST_MARKS;
  return lines.map((line) => <Front key={line.run.id} area={area} line={line} marks={marks} />);
});

function Front({ area, line, marks }: { area: PlotArea; line: FrontLine; marks: boolean }) {
  const { run, look } = line;
  return (
    <g stroke={look.colour}>
      <path d={stairsPath(cornersOf(run), area)} fill="none" strokeWidth={1.6} strokeDasharray={look.dash} />
      {marks &&
        run.front.map(({ candidate, parameters, error }) => (
          <circle
            key={candidate}
            cx={area.x(parameters)}
            cy={area.y(error)}
            r={2.6}
            fill="var(--panel)"
            strokeWidth={1.4}
          />
        ))}
    </g>
  );
}

function tipLines(run: RunPortrait, member: number): string[] {
  const { candidate, error, parameters } = run.front[member]!;
  return [
    `${run.name}, candidate ${candidate}`,
    `error ${MEASURE.error.format(error)}`,
    `${MEASURE.parameters.format(parameters)} parameters`,
  ];
}

function nearest(
  places: readonly (readonly (readonly [number, number])[])[],
  x: number,
  y: number,
): readonly [number, number] | null {
  let found: readonly [number, number] | null = null;
  let least = NEAR ** 2;
  for (const [line, members] of places.entries()) {
    for (const [member, [px, py]] of members.entries()) {
      const distance = (px - x) ** 2 + (py - y) ** 2;
      if (distance >= least) continue;
      least = distance;
      found = [line, member];
    }
  }
  return found;
}

function tableOf(groups: readonly NamedGroup[]): ChartTable {
  const rows = groups.flatMap((group) =>
    group.runs.flatMap((run) => run.front.map((member) => ({ group, run, ...member }))),
  );
  return {
    caption: 'The candidates on the fronts',
    columns: [
      { title: 'Run' },
      { title: 'Group' },
      { title: 'Seed' },
      { title: 'Candidate' },
      { title: 'Parameters', format: MEASURE.parameters.format },
      { title: 'Validation error', format: MEASURE.error.format },
    ],
    rows: rows.length,
    cell: (row, column) => {
      const { group, run, candidate, parameters, error } = rows[row]!;
      return [run.name, group.name, run.settings.seed, candidate, parameters, error][column]!;
    },
  };
}
