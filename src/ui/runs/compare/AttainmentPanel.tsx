import { type ReactNode, useId, useMemo } from 'react';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { type PlotArea, PlotFrame } from '../../charts/PlotFrame.tsx';
import { MEASURE } from '../../run/measures.ts';
import { EndLabels, labelRoom } from './EndLabels.tsx';
import type { NamedGroup } from './named-groups.ts';
import { planeAxes } from './plane.ts';
import { betweenPath, stairsPath } from './stairs.ts';
import { type GroupSurfaces, surfacesOf } from './surfaces.ts';

interface Props {
  readonly title: ReactNode;
  readonly groups: readonly NamedGroup[];
}

/** What the runs of each group attain: all of them, half of them, one of them. */
export function AttainmentPanel({ title, groups }: Props) {
  const surfaces = useMemo(() => groups.map(surfacesOf), [groups]);
  const several = groups.some(({ seeds }) => seeds.length > 1);
  const axes = useMemo(() => planeAxes(groups.flatMap(({ seeds }) => seeds)), [groups]);
  return (
    <ChartPanel
      title={title}
      detail={several ? 'line: median; area: from the best to the worst' : undefined}
      name="attainment"
      table={several ? () => tableOf(surfaces) : null}
    >
      {several ? (
        <PlotFrame
          {...axes}
          margin={{ right: labelRoom(surfaces.map(labelOf)) }}
          label={`Attainment surfaces of ${groups.length} groups of runs`}
        >
          {(area) => <Surfaces area={area} surfaces={surfaces} />}
        </PlotFrame>
      ) : (
        <div className="empty over">
          <p>
            What half of the runs attain, and what all of them do, takes several runs of one kind: choose runs
            that differ in nothing but their seed.
          </p>
        </div>
      )}
    </ChartPanel>
  );
}

const labelOf = ({ group, median }: GroupSurfaces): string =>
  group.seeds.length > 1 ? `${median.level} of ${group.seeds.length} · ${group.short}` : group.short;

function Surfaces({ area, surfaces }: { area: PlotArea; surfaces: readonly GroupSurfaces[] }) {
  const id = useId();
  const { left, top, width, height } = area;
  return (
    <>
      <clipPath id={id}>
        <rect x={left} y={top} width={width} height={height} />
      </clipPath>
      <g clipPath={`url(#${id})`}>
        {surfaces.map(({ group, best, median, worst }) => (
          <g key={group.runs[0]!.id} stroke={group.look.colour} strokeDasharray={group.look.dash} fill="none">
            {group.seeds.length > 1 && (
              <>
                <path
                  d={betweenPath(best.corners, worst.corners, area)}
                  fill={group.look.colour}
                  fillOpacity={0.15}
                  stroke="none"
                />
                <path d={stairsPath(best.corners, area)} strokeWidth={0.8} />
                <path d={stairsPath(worst.corners, area)} strokeWidth={0.8} />
              </>
            )}
            <path d={stairsPath(median.corners, area)} strokeWidth={2} />
          </g>
        ))}
      </g>
      <EndLabels
        area={area}
        labels={surfaces.flatMap((each) => {
          const last = each.median.corners.at(-1);
          if (!last) return [];
          return {
            ...{ key: each.group.runs[0]!.id, name: labelOf(each), colour: each.group.look.colour },
            ...{ x: left + width, y: area.y(last[1]!) },
          };
        })}
      />
    </>
  );
}

function tableOf(surfaces: readonly GroupSurfaces[]): ChartTable {
  const rows = surfaces.flatMap(({ group, best, median, worst }) => {
    const different = [best, median, worst].filter(
      ({ level }, i, all) => all.findIndex((other) => other.level === level) === i,
    );
    return different.flatMap((surface) => surface.corners.map((corner) => ({ group, surface, corner })));
  });
  return {
    caption: 'The corners of the attainment surfaces',
    columns: [
      { title: 'Group' },
      { title: 'Surface' },
      { title: 'Attained by' },
      { title: 'Parameters', format: MEASURE.parameters.format },
      { title: 'Validation error', format: MEASURE.error.format },
    ],
    rows: rows.length,
    cell: (row, column) => {
      const { group, surface, corner } = rows[row]!;
      const attained = `${surface.level} of ${group.seeds.length}`;
      return [group.name, surface.name, attained, corner[0]!, corner[1]!][column]!;
    },
  };
}
