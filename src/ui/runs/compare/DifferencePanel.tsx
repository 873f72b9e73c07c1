import { memo, type PointerEvent, type ReactNode, useId, useMemo, useState } from 'react';
import { attainment, attainmentDifference, type DifferenceBox } from '../../../search/analysis/attainment.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { HoverArea } from '../../charts/HoverArea.tsx';
import { type PlotArea, PlotFrame } from '../../charts/PlotFrame.tsx';
import { MEASURE } from '../../run/measures.ts';
import { Tip } from '../../run/panels/Tip.tsx';
import { percent } from '../../shared/format.ts';
import type { NamedGroup } from './named-groups.ts';
import { cornersOf, hull, planeAxes } from './plane.ts';
import { stairsPath } from './stairs.ts';
import { surfacesOf } from './surfaces.ts';

interface Props {
  readonly title: ReactNode;
  readonly groups: readonly NamedGroup[];
}

/** Where the runs of one group attain what those of another do not. */
export function DifferencePanel({ title, groups }: Props) {
  const [chosen, setChosen] = useState<readonly [string, string] | null>(null);
  const placeOf = (key: string | undefined, otherwise: number) => {
    const place = groups.findIndex((group) => keyOf(group) === key);
    return place < 0 ? otherwise : place;
  };
  const one = placeOf(chosen?.[0], 0);
  const two = placeOf(chosen?.[1], 1);
  const [first, second] = [groups[one], groups[one === two ? (one + 1) % groups.length : two]];
  const boxes = useMemo(
    () => (first && second && first !== second ? differenceOf(first, second) : []),
    [first, second],
  );
  const choose = (place: 0 | 1, key: string) => {
    const now = [keyOf(first!), keyOf(second!)] as const;
    // Choosing the other one changes places.
    if (key === now[1 - place]) setChosen([now[1], now[0]]);
    else setChosen(place === 0 ? [key, now[1]] : [now[0], key]);
  };
  const pair = first && second && first !== second;
  return (
    <ChartPanel
      title={title}
      name="attainment-difference"
      table={pair ? () => tableOf(first, second, boxes) : null}
      footer={
        pair && <Legend pair={[first, second]} groups={groups} same={boxes.length === 0} onChoose={choose} />
      }
    >
      {pair ? (
        <Chart first={first} second={second} boxes={boxes} />
      ) : (
        <div className="empty over">
          <p>
            Where one group of runs is ahead of another, and by how many of its runs: choose runs of two
            kinds.
          </p>
        </div>
      )}
    </ChartPanel>
  );
}

const keyOf = ({ runs: [first] }: NamedGroup): string => first!.id;

interface PairProps {
  readonly first: NamedGroup;
  readonly second: NamedGroup;
}

/** The boxes in which the two differ, up to the cap and the error of guessing. */
function differenceOf(first: NamedGroup, second: NamedGroup): DifferenceBox[] {
  const { maxParameters, error } = hull([...first.seeds, ...second.seeds]);
  return attainmentDifference(first.seeds.map(cornersOf), second.seeds.map(cornersOf), [
    maxParameters,
    error,
  ]);
}

/** The ink of a difference of so great a share of the runs. */
const inkOf = (difference: number): number => 0.12 + 0.68 * Math.abs(difference);

function Chart({ first, second, boxes }: PairProps & { boxes: readonly DifferenceBox[] }) {
  const axes = useMemo(() => planeAxes([...first.seeds, ...second.seeds]), [first, second]);
  return (
    <PlotFrame {...axes} label={`Where ${first.name} and ${second.name} attain different things`}>
      {(area) => <Boxes area={area} first={first} second={second} boxes={boxes} />}
    </PlotFrame>
  );
}

function Boxes({
  area,
  first,
  second,
  boxes,
}: PairProps & { area: PlotArea; boxes: readonly DifferenceBox[] }) {
  const id = useId();
  const { left, top, width, height } = area;
  const [pointed, setPointed] = useState<readonly [number, number] | null>(null);
  const medians = useMemo(() => [surfacesOf(first), surfacesOf(second)], [first, second]);
  const onPointerMove = (event: PointerEvent<SVGElement>) => {
    const box = event.currentTarget.ownerSVGElement!.getBoundingClientRect();
    setPointed([event.clientX - box.left, event.clientY - box.top]);
  };
  return (
    <>
      <clipPath id={`${id}clip`}>
        <rect x={left} y={top} width={width} height={height} />
      </clipPath>
      <Hatching id={`${id}hatch`} colour={second.look.colour} />
      <g clipPath={`url(#${id}clip)`} stroke="none">
        <Areas area={area} boxes={boxes} colour={first.look.colour} hatch={`url(#${id}hatch)`} />
      </g>
      <g clipPath={`url(#${id}clip)`} fill="none">
        {medians.map(({ group, median }) => (
          <path
            key={group.runs[0]!.id}
            d={stairsPath(median.corners, area)}
            stroke={group.look.colour}
            strokeDasharray={group.look.dash}
            strokeWidth={1.6}
          />
        ))}
      </g>
      <HoverArea area={area} onMove={onPointerMove} onLeave={() => setPointed(null)} />
      {pointed && (
        <Tip
          area={area}
          x={pointed[0]}
          y={pointed[1]}
          lines={wordsAt(first, second, [area.x.invert(pointed[0]), area.y.invert(pointed[1])])}
        />
      )}
    </>
  );
}

interface AreasProps {
  readonly area: PlotArea;
  readonly boxes: readonly DifferenceBox[];
  /** The first group's; the second's. */
  readonly colour: string;
  readonly hatch: string;
}

const Areas = memo(function Areas({ area, boxes, colour, hatch }: AreasProps) {
  return boxes.map(({ from, to, difference }) => {
    const [x, y] = [area.x(from[0]!), area.y(to[1]!)];
    return (
      <rect
        key={`${from.join()} ${to.join()}`}
        x={x}
        y={y}
        width={area.x(to[0]!) - x}
        height={area.y(from[1]!) - y}
        fill={difference > 0 ? colour : hatch}
        fillOpacity={inkOf(difference)}
        shapeRendering="crispEdges"
      />
    );
  });
});

/** Stripes for the second group: the side is seen without its colour. */
function Hatching({ id, colour }: { id: string; colour: string }) {
  return (
    <pattern id={id} width={5} height={5} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width={5} height={5} fill={colour} opacity={0.35} />
      <rect width={2.4} height={5} fill={colour} />
    </pattern>
  );
}

/** What each group attains at a point. */
function wordsAt(first: NamedGroup, second: NamedGroup, point: readonly [number, number]): string[] {
  const [parameters, error] = point;
  const share = (group: NamedGroup) => {
    const n = group.seeds.length;
    return `${group.name}: ${Math.round(attainment(group.seeds.map(cornersOf), point) * n)} of ${n}`;
  };
  return [
    'Attained by',
    share(first),
    share(second),
    `${percent(error)} with ${MEASURE.parameters.format(Math.round(parameters))} parameters`,
  ];
}

interface LegendProps {
  readonly pair: readonly [NamedGroup, NamedGroup];
  readonly groups: readonly NamedGroup[];
  readonly same: boolean;
  onChoose(place: 0 | 1, key: string): void;
}

/** What the areas mean; of more than two groups, which two. */
function Legend({ pair, groups, same, onChoose }: LegendProps) {
  const id = useId();
  return (
    <ul className="plane-legend quiet" aria-label="What the areas mean">
      {([0, 1] as const).map((place) => {
        const group = pair[place];
        return (
          <li key={place}>
            <svg width="22" height="12" aria-hidden="true">
              {place === 1 && <Hatching id={id} colour={group.look.colour} />}
              <rect
                width="22"
                height="12"
                fill={place === 0 ? group.look.colour : `url(#${id})`}
                fillOpacity={0.6}
              />
            </svg>
            {groups.length > 2 ? (
              <select
                className="save-as wide"
                aria-label={place === 0 ? 'First group' : 'Second group'}
                value={keyOf(group)}
                onChange={({ target }) => onChoose(place, target.value)}
              >
                {groups.map((each) => (
                  <option key={keyOf(each)} value={keyOf(each)}>
                    {each.name}
                  </option>
                ))}
              </select>
            ) : (
              group.name
            )}{' '}
            ahead
          </li>
        );
      })}
      <li>{same ? 'Both attain the same.' : 'the darker, the more of its runs'}</li>
    </ul>
  );
}

function tableOf(first: NamedGroup, second: NamedGroup, boxes: readonly DifferenceBox[]): ChartTable {
  return {
    caption: `Where ${first.name} and ${second.name} attain different things`,
    columns: [
      { title: 'Parameters from', format: MEASURE.parameters.format },
      { title: 'to', format: MEASURE.parameters.format },
      { title: 'Error from', format: percent },
      { title: 'up to', format: percent },
      { title: 'Ahead' },
      { title: 'Difference of shares', format: (value) => value.toFixed(2) },
    ],
    rows: boxes.length,
    cell: (row, column) => {
      const { from, to, difference } = boxes[row]!;
      const ahead = difference > 0 ? first.name : second.name;
      return [from[0]!, to[0]!, from[1]!, to[1]!, ahead, Math.abs(difference)][column]!;
    },
  };
}
